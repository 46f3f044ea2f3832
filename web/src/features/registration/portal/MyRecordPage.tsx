import { Button, Dialog, Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Navigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { useMe } from '../../../api/session.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import {
  type Own,
  type Registration,
  registrationChanged,
  STATES,
  useLooks,
  useMyRegistrations,
  useOwnRecord,
} from '../registration.ts';
import { CorrectionForm } from './CorrectionForm.tsx';
import { EraseOwnForm } from './EraseOwnForm.tsx';
import './register.css';

/** What the registry knows about oneself and from whom, who looked, and how one's registrations stand. */
export default function MyRecordPage() {
  const { data: me } = useMe();
  const signedIn = Boolean(me?.account);
  const record = useOwnRecord(signedIn);
  if (me && !signedIn) return <Navigate to="/login?next=/my-record" replace />;
  return (
    <PortalPage title="我的登记" back>
      <Registrations signedIn={signedIn} />
      {record.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {record.isError && <Fault error={record.error} onRetry={() => void record.refetch()} />}
      {record.data &&
        (record.data.record ? (
          <>
            <Record own={record.data.record} />
            <Looks own={record.data.record} />
            <EraseOwn />
          </>
        ) : (
          <section className="hy-card">
            <div className="hy-empty">
              还没有与您的手机号对应的登记。扫描楼栋门口的登记码，填写家里的人，网格员核对后就能在这里看到。
            </div>
          </section>
        ))}
    </PortalPage>
  );
}

function Registrations({ signedIn }: { signedIn: boolean }) {
  const mine = useMyRegistrations(signedIn);
  if (mine.isError) return <Fault error={mine.error} onRetry={() => void mine.refetch()} />;
  const items = mine.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="hy-card" aria-label="我提交的登记">
      <h2>我提交的登记</h2>
      {items.map((item) => (
        <Submitted key={item.id} item={item} />
      ))}
    </section>
  );
}

const whatOf = ({ kind, people }: Registration): string => {
  if (kind === 'erasure') return '申请删除我的登记';
  return kind === 'correction' ? '更正信息' : `家庭登记，${people} 人`;
};

function Submitted({ item }: { item: Registration }) {
  const [busy, setBusy] = useState(false);
  const state = STATES[item.state] ?? { word: item.state, look: 'open' };
  const what = whatOf(item);
  const withdraw = async () => {
    const content = item.kind === 'erasure' ? '撤回后不再办理，登记保留。' : '撤回后填写的内容会删除。';
    if (!(await Dialog.confirm({ title: `撤回“${what}”？`, content, confirmText: '撤回' }))) return;
    setBusy(true);
    await api
      .post(`/api/registrations/${item.id}/withdraw`)
      .catch((error: unknown) => Toast.show({ content: sayError(error), duration: 3000 }));
    await registrationChanged();
    setBusy(false);
  };
  return (
    <div className="hy-own-said">
      <StateTag kind={state.look}>{state.word}</StateTag>
      <strong>{what}</strong>
      <span className="hy-muted">
        {item.address || item.area_name} · <TimeAgo at={item.created_at} />
      </span>
      {item.reason && <span>退回原因：{item.reason}</span>}
      {item.state === 'waiting' && (
        <Button size="small" loading={busy} onClick={() => void withdraw()}>
          撤回
        </Button>
      )}
    </div>
  );
}

/** One request at a time: a second one is offered when the first was answered. */
function EraseOwn() {
  const [asking, ask] = useState(false);
  const mine = useMyRegistrations(true);
  if (mine.data?.items.some(({ kind, state }) => kind === 'erasure' && state === 'waiting')) return null;
  return (
    <>
      <Button block fill="none" color="danger" onClick={() => ask(true)}>
        申请删除我的登记
      </Button>
      {asking && <EraseOwnForm onClose={() => ask(false)} />}
    </>
  );
}

type Line = Own['fields'][number];

function Record({ own }: { own: Own }) {
  const [asked, ask] = useState<Line>();
  return (
    <section className="hy-card" aria-label="我的信息">
      <h2>我的信息</h2>
      <p>
        {own.address ?? '没有登记住处'}
        <br />
        <span className="hy-muted">{own.grid}</span>
      </p>
      <ul className="hy-own-rows hy-own-mine">
        {own.fields.map((line) => (
          <li key={line.item}>
            <span>
              <span className="hy-muted">{line.name}</span>
              <br />
              {line.value}
            </span>
            {line.correctable && (
              <Button size="small" onClick={() => ask(line)} aria-label={`更正${line.name}`}>
                更正
              </Button>
            )}
            <span className="hy-muted">
              来源：{line.source}，<TimeAgo at={line.at} />
            </span>
          </li>
        ))}
      </ul>
      {asked && <CorrectionForm line={asked} onClose={() => ask(undefined)} />}
    </section>
  );
}

function Looks({ own }: { own: Own }) {
  const looks = useLooks(own.id);
  return (
    <section className="hy-card" aria-label="谁查看过">
      <h2>谁查看过我的完整信息</h2>
      {looks.isPending && <Skeleton.Paragraph animated lineCount={2} />}
      {looks.isError && <Fault error={looks.error} onRetry={() => void looks.refetch()} />}
      {looks.data?.items.length === 0 && <p className="hy-muted">还没有人查看过。</p>}
      <ul className="hy-own-rows">
        {looks.data?.items.map((look) => (
          <li key={`${look.at} ${look.who} ${look.items.join()}`}>
            <span>
              <strong>{look.who}</strong>
              <br />
              {look.items.join('、')}：{look.purpose}
            </span>
            <span className="hy-muted">
              <TimeAgo at={look.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { Button, Skeleton } from 'antd-mobile';
import { Navigate, useLocation, useSearchParams } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { useTypes } from './catalog.ts';
import type { ReportDraft } from './report/draft.ts';
import { guessType } from './report/guess.ts';
import { KindField, PrivacyField, Questions } from './report/KindField.tsx';
import { LikelyCard } from './report/LikelyCard.tsx';
import { PlaceField } from './report/PlaceField.tsx';
import { Sent } from './report/Sent.tsx';
import { sourceOf } from './report/send.ts';
import { TextField } from './report/TextField.tsx';
import { useReporting } from './report/useReporting.ts';
import './home.css';
import './report/report.css';

/** Photo first, one sentence, one place. Works without signal: it then waits on this device and sends itself once. */
export default function ReportPage() {
  const { data: me } = useMe();
  const { search } = useLocation();
  if (!me) return null;
  if (!me.account) return <Navigate to={`/login?next=${encodeURIComponent(`/report${search}`)}`} replace />;
  return <Writing owner={me.account.id} worker={me.account.kind === 'staff'} key={search} />;
}

/** The community a link came from (呼叫). */
function startOf(params: URLSearchParams) {
  const code = params.get('area');
  return code ? { code, name: params.get('name') ?? code } : undefined;
}

function Writing({ owner, worker }: { owner: string; worker: boolean }) {
  const [params] = useSearchParams();
  const fixed = params.get('type') ?? '';
  const report = useReporting(owner, worker, fixed || 'any', startOf(params));
  const { draft, change, faults, result } = report;
  const types = useTypes();
  const offered = (types.data ?? []).filter((one) => !worker || sourceOf(one));
  const codes = offered.map((type) => type.code);
  const wanted = draft.type ?? (codes.includes(fixed) ? fixed : guessType(draft.text, codes));
  const type = offered.find((one) => one.code === wanted);
  if (result) return <Sent sent={result.sent} joined={result.joined} />;
  return (
    <PortalPage
      title={worker ? '巡查上报' : (offered.find((one) => one.code === fixed)?.name ?? '报事')}
      back
      foot={
        <div className="hy-foot">
          <Button
            block
            color="primary"
            size="large"
            loading={report.busy}
            disabled={!type}
            onClick={() => type && void report.send(type)}
          >
            提交
          </Button>
        </div>
      }
    >
      {faults.other.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.other.join('；')}
        </div>
      )}
      <section className="hy-card">
        <PhotoInput onChange={report.picked} />
      </section>
      <TextField
        input={report.text}
        value={draft.text}
        type={wanted}
        category={draft.category}
        onText={(value) => change({ text: value })}
        onCategory={(category) => change({ category, type: wanted })}
        fault={faults.text}
        placeholder={hints[wanted ?? ''] ?? hints['city-event']!}
      />
      <PlaceField value={draft.place} onChange={report.place} fault={faults.place} />
      {!worker && (
        <LikelyCard
          draft={draft}
          files={report.stored}
          busy={report.busy}
          onJoin={(id) => void report.join(id)}
        />
      )}
      {types.isPending && <Skeleton.Paragraph animated lineCount={2} />}
      {types.isError && <Fault error={types.error} onRetry={() => void types.refetch()} />}
      {offered.length > 0 && !codes.includes(fixed) && (
        <KindField
          types={offered}
          type={type}
          onType={(code) => change({ type: code, category: undefined })}
        />
      )}
      {type && (
        <Questions
          type={type}
          form={report.form}
          draft={draft}
          onAnswers={(answers) => change({ answers })}
        />
      )}
      {!worker && (
        <PrivacyField type={type} draft={draft} onChange={(part: Partial<ReportDraft>) => change(part)} />
      )}
    </PortalPage>
  );
}

const hints: Record<string, string> = {
  'city-event': '一句话说清，如 路灯不亮、井盖松动',
  repair: '哪里坏了，如 3 号楼门口路灯不亮',
  complaint: '想问什么、反映什么',
  dispute: '为什么事、和谁',
  wish: '想要大家帮什么忙',
};

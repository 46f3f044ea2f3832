import { Button, Skeleton, Toast } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { useDraft } from '../../../ui/form/draft.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { whereAmI } from '../../../ui/portal/whereAmI.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { refreshPatrols, type Visit } from '../patrol.ts';
import { ItemCard } from './ItemCard.tsx';
import { type Answers, isProblem, missingOf, requestOf, useVisits, withoutPhotos } from './visits.ts';
import './patrol.css';

/** A checklist walked in one grid: answered, photographed and sent, or kept on the phone until there is signal. */
export default function PatrolVisitPage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const list = useVisits(owner);
  const visit = list.data?.pages.flatMap((page) => page.items).find((each) => each.id === id);
  if (visit && owner) return <Checklist key={id} visit={visit} owner={owner} />;
  return (
    <PortalPage title="巡查" back>
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault whole error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && <div className="hy-empty">这次巡查已经提交，或任务已经撤回。</div>}
    </PortalPage>
  );
}

function Checklist({ visit, owner }: { visit: Visit; owner: string }) {
  const go = useNavigate();
  const draft = useDraft(`patrol-visit:${visit.id}`);
  const [answers, setAnswers] = useState(draft.initial as Answers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept whenever something was said
  useEffect(() => {
    if (Object.keys(answers).length > 0) draft.keep(withoutPhotos(answers));
  }, [answers]);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const send = async () => {
    const missing = missingOf(visit.items, answers);
    setFaults(missing);
    if (missing.length > 0) return;
    setBusy(true);
    try {
      const point = await whereAmI();
      const { files, ...said } = requestOf(visit.items, answers);
      const { kept } = await sendOrKeep({
        owner,
        label: `巡查：${visit.campaign_name} ${visit.grid_name}`,
        url: `/api/patrol-visits/${visit.id}/submit`,
        body: { client_id: draft.client_id, ...said, ...(point ? { point } : {}) },
        files,
      });
      draft.drop();
      Toast.show({ content: kept ? '没有网络：已存在本机，有网时自动发送' : '已提交' });
      if (!kept) await refreshPatrols();
      void go('/patrols', { replace: true });
    } catch (error) {
      setFaults([sayError(error)]);
    } finally {
      setBusy(false);
    }
  };
  const problems = visit.items.filter((item) => isProblem(item, answers[item.code])).length;
  return (
    <PortalPage
      title="巡查"
      back
      foot={
        <div className="hy-foot">
          <Button block color="primary" size="large" loading={busy} onClick={() => void send()}>
            {problems > 0 ? `提交，发现 ${problems} 个问题` : '提交'}
          </Button>
        </div>
      }
    >
      <section className="hy-card">
        <h2>{visit.campaign_name}</h2>
        <p className="hy-muted">
          {visit.grid_name} · 期限 <TimeAgo at={visit.due_at} />
        </p>
        {visit.places.length > 0 && <p>点位：{visit.places.map((place) => place.name).join('、')}</p>}
      </section>
      {visit.items.map((item, at) => (
        <ItemCard
          key={item.code}
          at={at + 1}
          item={item}
          said={answers[item.code] ?? {}}
          onChange={(part) => setAnswers((all) => ({ ...all, [item.code]: { ...all[item.code], ...part } }))}
        />
      ))}
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
    </PortalPage>
  );
}

import { Alert, Button } from 'antd';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { PriorityTag } from '../../../ui/PriorityTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { DisputePanel } from '../../dispute/console/DisputePanel.tsx';
import { JudgementPanel } from '../../judgement/console/JudgementPanel.tsx';
import { FromPatrol } from '../../patrol/console/FromPatrol.tsx';
import { RoutingWhy } from '../../routing/console/RoutingWhy.tsx';
import { MatterWhistles } from '../../whistle/console/MatterWhistles.tsx';
import { type Detail, useMatter } from '../matter.ts';
import { RequestCard } from '../RequestCard.tsx';
import { ActionsPanel } from './ActionsPanel.tsx';
import { textOfAnswer } from './answers.ts';
import { CardMark, Cards } from './Cards.tsx';
import { Clocks } from './Clocks.tsx';
import { ContactPanel } from './ContactPanel.tsx';
import { PhaseBar } from './PhaseBar.tsx';
import { PlacePanel } from './PlacePanel.tsx';
import { Receipts } from './Receipts.tsx';
import { MergedCalls, Similar } from './Similar.tsx';
import { Tasks } from './Tasks.tsx';
import { Timeline } from './Timeline.tsx';
import { useKeys } from './useKeys.ts';
import { WorkSheet } from './WorkSheet.tsx';

/** One matter: left what was said and what happened, right what to do now, who, where and by when. */
export default function MatterPage() {
  const { id = '' } = useParams();
  const query = useMatter(id);
  const neighbours = useNeighbours(id);
  return (
    <Answered query={query} missing={noMatter}>
      {(matter) => <Body matter={matter} neighbours={neighbours} />}
    </Answered>
  );
}

const noMatter = {
  title: '没有这件事项',
  hint: '可能编号有误，或不在您的管辖和办理范围内。',
  back: '回到事项列表',
  to: '/matters',
};

interface BodyProps {
  matter: Detail;
  neighbours: ReturnType<typeof useNeighbours>;
}

function Body({ matter, neighbours }: BodyProps) {
  const { id } = matter;
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={neighbours.from}>‹ {neighbours.from.startsWith('/todo') ? '待办' : '事项列表'}</Link>
        {neighbours.count > 1 && (
          <span className="hy-muted">
            第 {neighbours.at + 1} / {neighbours.count} 件 · 按 J 下一件，K 上一件
          </span>
        )}
        <Button size="small" onClick={() => window.print()}>
          打印派遣单
        </Button>
      </div>
      <div className="hy-matter-page">
        <div>
          <Head matter={matter} />
          <Similar key={id} matter={matter} />
          {matter.callers > 1 && <MergedCalls matter={matter} />}
          <JudgementPanel id={id} />
          {matter.type === 'dispute' && <DisputePanel key={`dispute ${id}`} id={id} />}
          <Timeline id={id} />
        </div>
        <div key={id}>
          <RequestCard request={matter.request} className="hy-panel" />
          <ActionsPanel matter={matter} />
          <Cards id={id} />
          <Clocks id={id} clocks={matter.clocks} />
          <Tasks tasks={matter.tasks} />
          <RoutingWhy id={id} />
          <MatterWhistles matter={matter} />
          <Receipts id={id} />
          <ContactPanel matter={matter} />
          <FromPatrol id={id} />
          <PlacePanel matter={matter} />
        </div>
      </div>
      <WorkSheet matter={matter} />
    </>
  );
}

/** J and K walk through the list one came from. */
function useNeighbours(id: string) {
  const { state } = useLocation() as { state: { ids?: string[]; from?: string } | null };
  const go = useNavigate();
  const ids = state?.ids ?? [];
  const at = ids.indexOf(id);
  const open = (step: number) => {
    const next = at < 0 ? undefined : ids[at + step];
    if (next) void go(`/matters/${next}`, { state, replace: true });
  };
  useKeys({ j: () => open(1), k: () => open(-1) });
  return { at, count: at < 0 ? 0 : ids.length, from: state?.from ?? '/matters' };
}

function Head({ matter }: { matter: Detail }) {
  const photos = matter.files
    .filter((file) => !file.stage || file.stage === 'report')
    .map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }));
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {matter.title}
        <PriorityTag priority={matter.priority} />
        <CardMark id={matter.id} />
        {matter.confidential && <StateTag kind="paused">保密</StateTag>}
      </h2>
      <p className="hy-matter-facts">
        <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
        <span>{matter.number}</span>
        <span>
          {matter.type_name}
          {matter.category_name && ` · ${matter.category_name}`}
        </span>
        <span className="hy-muted">
          {matter.source_name} <TimeAgo at={matter.created_at} />
        </span>
        {matter.callers > 1 && <span>{matter.callers} 人反映</span>}
        {matter.owner && <span className="hy-muted">现由 {matter.owner.name} 负责</span>}
      </p>
      {matter.merged_into && (
        <Alert
          type="info"
          showIcon
          title={
            <>
              已并入 <Link to={`/matters/${matter.merged_into.id}`}>{matter.merged_into.number}</Link>
              ，请在那里办理。
            </>
          }
        />
      )}
      {matter.phases.length > 0 && <PhaseBar matter={matter} />}
      <p className="hy-said">{matter.text}</p>
      <PhotoStrip photos={photos} />
      <Answers matter={matter} />
    </section>
  );
}

function Answers({ matter }: { matter: Detail }) {
  const { condition, answers, public_reply: reply } = matter;
  const rows: [string, string][] = [
    ...answers.map((answer): [string, string] => [answer.label, textOfAnswer(answer.value)]),
    ...(condition
      ? [
          ['立案条件', condition.register] as [string, string],
          ['结案条件', condition.close] as [string, string],
        ]
      : []),
    ...(reply ? [['公开答复', reply] as [string, string]] : []),
  ];
  if (rows.length === 0) return null;
  return (
    <dl className="hy-answers">
      {rows.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

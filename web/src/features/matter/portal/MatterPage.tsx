import { Skeleton } from 'antd-mobile';
import { useNavigate, useParams } from 'react-router';
import { useOutbox } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { Ability } from '../../../api/types.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { ActionBar } from '../../../ui/portal/ActionBar.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { JudgementCard } from '../../judgement/portal/JudgementCard.tsx';
import { RateCall } from '../../judgement/portal/RateCall.tsx';
import { PositionField } from '../../whistle/PositionField.tsx';
import { WhistleCard } from '../../whistle/portal/WhistleCard.tsx';
import { WhistlesHere } from '../../whistle/portal/WhistlesHere.tsx';
import { ScoresField } from '../../whistle/ScoresField.tsx';
import { type Detail, useMatter, useSteps } from '../matter.ts';
import { RequestCard } from '../RequestCard.tsx';
import { actOrKeep } from './act.ts';
import { FollowsCard } from './FollowsCard.tsx';
import { MatterFacts, MatterPhotos } from './MatterFacts.tsx';
import { PortalStory, Progress } from './PortalStory.tsx';
import './home.css';
import './matter.css';

/** 更正 and its like need the console's map and trees. */
const large = new Set(['category', 'condition', 'point', 'area']);
const fitsPhone = (ability: Ability) => !ability.form.some((field) => large.has(field.kind));

const controls = { position: PositionField, scores: ScoresField };

/** The caller rates on a page of its own, in large print. */
const isAsked = ({ action, enabled }: Ability, { mine }: Detail) => action === 'rate' && enabled && mine;

/** One matter on the phone; what one may do stays under the thumb. */
export default function MatterPage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const { data: matter, error, isPending, refetch } = useMatter(id);
  const owner = me?.account?.id;
  const foot = matter && owner && (
    <ActionBar
      abilities={matter.abilities.filter((each) => fitsPhone(each) && !isAsked(each, matter))}
      subject={id}
      controls={controls}
      onAct={(ability, answers, unsent) => actOrKeep(owner, matter, ability, answers, unsent)}
    />
  );
  return (
    <PortalPage title="事项" back foot={foot}>
      {isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {error && !matter && <Fault whole error={error} onRetry={() => void refetch()} />}
      {matter && <MatterBody matter={matter} worker={me?.account?.kind === 'staff'} owner={owner} />}
    </PortalPage>
  );
}

function MatterBody({ matter, worker, owner }: { matter: Detail; worker: boolean; owner?: string }) {
  const steps = useSteps(matter.id);
  return (
    <>
      <WaitingHere matter={matter.id} owner={owner} />
      <section className="hy-card hy-matter-head">
        <h2>{matter.title}</h2>
        <span>
          <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
          {matter.callers > 1 && <span className="hy-muted"> {matter.callers} 人反映</span>}
        </span>
        {!matter.follows && <Progress phases={matter.phases} />}
      </section>
      {matter.type === 'whistle' && <WhistleCard id={matter.id} />}
      {matter.follows && <FollowsCard follows={matter.follows} />}
      <RequestCard request={matter.request} className="hy-card" />
      {matter.abilities.some((each) => isAsked(each, matter)) && <RateCall id={matter.id} />}
      {matter.public_reply && (
        <section className="hy-card hy-reply">
          <h2>答复</h2>
          <p className="hy-said">{matter.public_reply}</p>
        </section>
      )}
      <section className="hy-card hy-matter-head">
        {matter.text !== matter.title && <p className="hy-said">{matter.text}</p>}
        <MatterPhotos files={matter.files} />
        <MatterFacts matter={matter} worker={worker} />
      </section>
      {worker && matter.point && (
        <div className="hy-matter-map">
          <LateMap point={matter.point} zoom={16} />
        </div>
      )}
      {worker && matter.type !== 'whistle' && <WhistlesHere matter={matter} />}
      {worker && <JudgementCard id={matter.id} />}
      <section className="hy-card">
        <h2>办理过程</h2>
        {steps.isPending && <Skeleton.Paragraph animated lineCount={3} />}
        {steps.isError && <Fault error={steps.error} onRetry={() => void steps.refetch()} />}
        {steps.data && <PortalStory steps={steps.data.items} />}
      </section>
    </>
  );
}

/** Steps on this matter that are still on the phone, or that were refused. */
function WaitingHere({ matter, owner }: { matter: string; owner?: string }) {
  const go = useNavigate();
  const waiting = (useOutbox(owner).data ?? []).filter((item) => item.matter === matter);
  if (waiting.length === 0) return null;
  const refused = waiting.some((item) => item.refused);
  return (
    <section className="hy-card hy-kept">
      <button type="button" className="hy-matter" onClick={() => void go('/waiting')}>
        <span>{waiting.map((item) => item.label.split('：')[0]).join('、')}</span>
        <StateTag kind={refused ? 'failed' : 'waiting'}>{refused ? '没有发出' : '等待发送'}</StateTag>
      </button>
    </section>
  );
}

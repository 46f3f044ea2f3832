import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Appeal } from '../judgement.ts';

export const APPEAL_LOOKS: Record<string, string> = {
  submitted: 'waiting',
  accepted: 'open',
  approved: 'done',
  refused: 'returned',
  withdrawn: 'ended',
};

/** An appeal in words: who, against what, why, and what came of it. */
export function AppealWords({ appeal }: { appeal: Appeal }) {
  const photos = appeal.files.map(({ id, url, thumb_url: thumb }) => ({ id, url, thumb }));
  return (
    <div className="hy-appeal">
      <span>
        <StateTag kind={APPEAL_LOOKS[appeal.state] ?? 'open'}>申诉{appeal.state_name}</StateTag>{' '}
        {appeal.unit.name} · {appeal.what_name}
      </span>
      <span className="hy-said">{appeal.reason}</span>
      <PhotoStrip photos={photos} />
      <span className="hy-muted">
        {appeal.by} · <TimeAgo at={appeal.at} /> · {appeal.decider.name}审理
        {!appeal.decided_at && `，时限 ${appeal.due_limit}`}
      </span>
      {appeal.words && (
        <span>
          审理意见：{appeal.words}
          {appeal.decided_by && <span className="hy-muted">（{appeal.decided_by}）</span>}
        </span>
      )}
    </div>
  );
}

import { TimeAgo } from '../../ui/TimeAgo.tsx';
import { useSteps } from './matter.ts';
import './story.css';

/** What happened, newest first: who did what, in their words. */
export function Story({ id }: { id: string }) {
  const { data } = useSteps(id);
  const steps = (data?.items ?? []).filter((step) => !step.implied).toReversed();
  return (
    <ol className="hy-story">
      {steps.map((step) => (
        <li key={step.seq}>
          <span className="hy-story-head">
            <strong>{step.name}</strong>
            <span className="hy-muted">
              <TimeAgo at={step.at} />
            </span>
          </span>
          <span className="hy-muted">{[step.actor.name, step.actor.unit].filter(Boolean).join(' · ')}</span>
          {step.form.map((entry) => (
            <span key={entry.name}>
              {entry.label}：{entry.text}
            </span>
          ))}
        </li>
      ))}
    </ol>
  );
}

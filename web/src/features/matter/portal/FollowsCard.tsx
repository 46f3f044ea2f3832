import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../matter.ts';

/** How the matter goes on that one's own was merged into: the states it reached and the public answer. */
export function FollowsCard({ follows }: { follows: NonNullable<Detail['follows']> }) {
  const { number, callers, state_name, phase, public_reply, steps } = follows;
  return (
    <section className="hy-card hy-matter-head" aria-label="并入的事项">
      <h2>已并入 {number}</h2>
      <span>
        <StateTag kind={phase}>{state_name}</StateTag>
      </span>
      <p className="hy-muted">
        {callers > 1 ? `共 ${callers} 人反映了同一件事` : '有人和您反映了同一件事'}
        ，合在一起办理。进展和答复在这里看。
      </p>
      {public_reply && (
        <div className="hy-follows-reply">
          <h3>答复</h3>
          <p className="hy-said">{public_reply}</p>
        </div>
      )}
      {steps.length > 0 && (
        <ol className="hy-steps" aria-label="并入事项的进展">
          {steps.toReversed().map((step) => (
            <li key={step.at + step.name}>
              <span className="hy-steps-head">
                <strong>{step.name}</strong>
                <span className="hy-muted">
                  <TimeAgo at={step.at} />
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

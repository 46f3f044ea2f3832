import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Step } from '../matter.ts';
import './matter.css';

const photosOf = (value: unknown) =>
  (Array.isArray(value) ? value : []).map((id) => ({
    id: String(id),
    url: `/api/files/${id}`,
    thumb: `/api/files/${id}?size=thumb`,
  }));

/** What happened, newest first: who did what, in their words, with their photos. */
export function PortalStory({ steps }: { steps: Step[] }) {
  const shown = steps.filter((step) => !step.implied).toReversed();
  return (
    <ol className="hy-steps">
      {shown.map((step) => (
        <li key={`${step.seq}`}>
          <span className="hy-steps-head">
            <strong>{step.name}</strong>
            <span className="hy-muted">
              <TimeAgo at={step.at} />
            </span>
          </span>
          <span className="hy-muted">{[step.actor.name, step.actor.unit].filter(Boolean).join(' · ')}</span>
          {step.form.map((entry) =>
            entry.kind === 'files' ? (
              <PhotoStrip key={entry.name} photos={photosOf(entry.value)} />
            ) : (
              <span key={entry.name} className="hy-said">
                {entry.label}：{entry.text}
              </span>
            ),
          )}
        </li>
      ))}
    </ol>
  );
}

/** The steps of the flow as far as they are for everybody: behind, here, to come. */
export function Progress({
  phases,
}: {
  phases: { code: string; name: string; at: boolean; passed: boolean }[];
}) {
  return (
    <ol className="hy-progress" aria-label="办理进度">
      {phases.map((phase) => (
        <li
          key={phase.code}
          data-passed={phase.passed}
          data-at={phase.at}
          aria-current={phase.at ? 'step' : undefined}
        >
          <span aria-hidden="true">{phase.passed ? '✓' : ''}</span>
          {phase.name}
        </li>
      ))}
    </ol>
  );
}

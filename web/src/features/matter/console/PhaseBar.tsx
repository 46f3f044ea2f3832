import { Icon } from '../../../ui/icons.tsx';
import type { Detail } from '../matter.ts';

/** The steps of the flow: what lies behind, where it is, what comes. */
export function PhaseBar({ matter }: { matter: Detail }) {
  return (
    <ol className="hy-phases" aria-label="办理进度">
      {matter.phases.map((phase) => (
        <li
          key={phase.code}
          data-passed={phase.passed}
          data-at={phase.at}
          aria-current={phase.at ? 'step' : undefined}
        >
          <span className="hy-phase-mark">{phase.passed && <Icon name="check" />}</span>
          {phase.name}
        </li>
      ))}
    </ol>
  );
}

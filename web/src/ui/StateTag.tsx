import type { CSSProperties, ReactNode } from 'react';
import { type Tone, tones } from '../theme.ts';
import { Icon, type IconName } from './icons.tsx';

interface Look {
  tone: Tone;
  icon: IconName;
}

/** The phases of a matter (the same for every workflow), the states of tasks and clocks, and the cards. */
const looks: Record<string, Look> = {
  report: { tone: 'blue', icon: 'inbox' },
  accept: { tone: 'blue', icon: 'inbox' },
  register: { tone: 'blue', icon: 'box' },
  dispatch: { tone: 'blue', icon: 'send' },
  handle: { tone: 'amber', icon: 'tool' },
  verify: { tone: 'blue', icon: 'search' },
  close: { tone: 'green', icon: 'check' },
  rate: { tone: 'green', icon: 'star' },
  archive: { tone: 'grey', icon: 'box' },
  ended: { tone: 'grey', icon: 'stop' },
  paused: { tone: 'grey', icon: 'pause' },
  open: { tone: 'amber', icon: 'clock' },
  signed: { tone: 'blue', icon: 'tool' },
  done: { tone: 'green', icon: 'check' },
  returned: { tone: 'red', icon: 'alert' },
  calm: { tone: 'grey', icon: 'clock' },
  due_soon: { tone: 'amber', icon: 'clock' },
  overdue: { tone: 'red', icon: 'alert' },
  yellow_card: { tone: 'yellowCard', icon: 'alert' },
  red_card: { tone: 'redCard', icon: 'alert' },
  failed: { tone: 'red', icon: 'alert' },
  waiting: { tone: 'amber', icon: 'clock' },
};
const unknown: Look = { tone: 'grey', icon: 'clock' };

/** A state as mark + word + colour, never colour alone. `kind` is a phase, task state or clock state code. */
export function StateTag({ kind, children }: { kind: string; children: ReactNode }) {
  const look = looks[kind] ?? unknown;
  const tone = tones[look.tone];
  const style = {
    '--tone-fill': tone.fill,
    '--tone-text': tone.text,
    '--tone-wash': tone.wash,
  } as CSSProperties;
  return (
    <span className="hy-state" style={style}>
      <Icon name={look.icon} />
      {children}
    </span>
  );
}

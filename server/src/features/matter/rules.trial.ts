import type { TrialDifference, TrialLine } from '../../platform/documents.ts';
import { clockKinds, pausedNow, type RunningClock } from '../workflow/index.ts';

/** A clock of the past, running or stopped. */
export interface TriedClock
  extends Pick<RunningClock, 'id' | 'kind' | 'started_at' | 'due_at' | 'limits' | 'pauses'> {
  subject: string;
  stopped_at: Date | null;
}

/** When a clock would be due by a draft; null: by the draft no clock would run. */
export type Again = Date | null;

export const CLOCK_COLUMNS = ['时限数', '提前', '推迟', '平均移动', '按时变为超期', '超期变为按时'];

const MOMENT = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'long',
  timeStyle: 'short',
});
const HOUR = 3_600_000;

/** Whether a clock was not kept, had it been due then; one that stands still is not judged. */
const wasLate = (clock: TriedClock, due: Again, now: Date): boolean =>
  due !== null && (clock.stopped_at !== null ? clock.stopped_at > due : !pausedNow(clock) && now > due);

const dueInWords = (due: Again, late: boolean): string =>
  due === null ? '不再计时' : `${MOMENT.format(due)} 到期（${late ? '超期' : '未超期'}）`;

interface Line {
  tried: number;
  sooner: number;
  later: number;
  moved: number;
  newlyLate: number;
  noLonger: number;
}

function shiftInWords({ sooner, later, moved }: Line): string {
  const n = sooner + later;
  if (n === 0) return '—';
  const hours = Math.abs(moved) / n / HOUR;
  const text =
    hours < 1
      ? `${Math.round(hours * 60)} 分钟`
      : hours < 48
        ? `${hours.toFixed(1)} 小时`
        : `${(hours / 24).toFixed(1)} 天`;
  return moved < 0 ? `提前 ${text}` : `推迟 ${text}`;
}

/** Counts, by kind of clock, what a draft would have made of those of the past. */
export class ClockTrial {
  readonly #lines = new Map<string, Line>();
  readonly #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  /** Counts one clock; what is told of it when it would have been due at another time. */
  add(clock: TriedClock, again: Again): Omit<TrialDifference, 'about'> | null {
    const line = this.#lines.get(clock.kind) ?? {
      tried: 0,
      sooner: 0,
      later: 0,
      moved: 0,
      newlyLate: 0,
      noLonger: 0,
    };
    this.#lines.set(clock.kind, line);
    line.tried += 1;
    const by = again === null ? null : again.getTime() - clock.due_at.getTime();
    if (by === 0) return null;
    const late = wasLate(clock, clock.due_at, this.#now);
    const would = wasLate(clock, again, this.#now);
    if (by !== null) {
      line.moved += by;
      if (by < 0) line.sooner += 1;
      else line.later += 1;
    }
    if (would && !late) line.newlyLate += 1;
    if (late && !would) line.noLonger += 1;
    return {
      line: clock.kind,
      subject: clock.subject,
      at: clock.started_at,
      before: dueInWords(clock.due_at, late),
      after: dueInWords(again, would),
    };
  }

  /** The counts of each kind, in the order in which kinds are told. */
  get lines(): TrialLine[] {
    return Object.entries(clockKinds).flatMap(([code, name]) => {
      const line = this.#lines.get(code);
      if (!line) return [];
      const { tried, sooner, later, newlyLate, noLonger } = line;
      return [{ code, name, cells: [tried, sooner, later, shiftInWords(line), newlyLate, noLonger] }];
    });
  }
}

import { dueOf, span, useNow } from '../../../ui/due.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../matter.ts';
import { ClockHistoryButton } from './ClockHistory.tsx';

type Clock = Detail['clocks'][number];

/** The terms as bars: how much is used, and in words how much is left or by how much it is over. */
export function Clocks({ id, clocks }: { id: string; clocks: Clock[] }) {
  const now = useNow();
  const running = clocks.filter((clock) => !clock.stopped_at);
  const stopped = clocks.filter((clock) => clock.stopped_at);
  if (clocks.length === 0) return null;
  return (
    <section className="hy-panel">
      <h2 className="hy-clocks-head">
        时限 <ClockHistoryButton id={id} />
      </h2>
      {[...running, ...stopped].map((clock) => (
        <ClockBar key={`${clock.kind}${clock.started_at}`} clock={clock} now={now} />
      ))}
    </section>
  );
}

function lookOf(clock: Clock, now: number): { kind: string; words: string } {
  if (clock.paused) return { kind: 'paused', words: '已暂停' };
  if (!clock.stopped_at) return dueOf(clock.due_at, now, clock.started_at);
  const late = new Date(clock.stopped_at).getTime() - new Date(clock.due_at).getTime();
  return late > 0
    ? { kind: 'overdue', words: `超期 ${span(late)} 完成` }
    : { kind: 'done', words: '按时完成' };
}

function ClockBar({ clock, now }: { clock: Clock; now: number }) {
  const look = lookOf(clock, now);
  const [from, due] = [clock.started_at, clock.due_at].map((at) => new Date(at).getTime()) as [
    number,
    number,
  ];
  const until = clock.stopped_at ? new Date(clock.stopped_at).getTime() : now;
  const share = Math.min(1, Math.max(0, (until - from) / Math.max(1, due - from)));
  return (
    <div
      className="hy-clock"
      title={`${exactTime(clock.started_at)} 起，${exactTime(clock.due_at)} 到期。${clock.why}`}
    >
      <span className="hy-clock-head">
        {clock.kind_name}
        {clock.provisional && '（暂定）'}
        {look.kind === 'calm' ? (
          <span>{look.words}</span>
        ) : (
          <StateTag kind={look.kind}>{look.words}</StateTag>
        )}
      </span>
      <span className="hy-clock-bar" data-look={look.kind}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <small className="hy-clock-why">{clock.why}</small>
    </div>
  );
}

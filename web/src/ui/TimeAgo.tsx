import { useEffect, useState } from 'react';

const zone = 'Asia/Shanghai';
const exact = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const short = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const withYear = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});
const year = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric' });

/** The whole moment in Chinese time, for hovering and printing. */
export const exactTime = (at: string | Date): string => exact.format(new Date(at));

/** A moment to come, to the minute, in Chinese time: a limit is read as a date, not as so many hours from now. */
export const untilMinute = (at: string): string => exactTime(at).slice(0, -3);

/** Relative up to a day either way, then the date in Chinese time. */
export function ago(at: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000);
  const [size, tail] = minutes >= 0 ? [minutes, '前'] : [-minutes, '后'];
  if (size < 1) return '刚刚';
  if (size < 60) return `${size} 分钟${tail}`;
  if (size < 24 * 60) return `${Math.floor(size / 60)} 小时${tail}`;
  return year.format(at) === year.format(now) ? short.format(at) : withYear.format(at);
}

/** A moment: relative where fresh, exact on hover. Looks again every half minute. */
export function TimeAgo({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span className="hy-muted">—</span>;
  return (
    <time dateTime={at} title={exactTime(at)}>
      {ago(new Date(at), now)}
    </time>
  );
}

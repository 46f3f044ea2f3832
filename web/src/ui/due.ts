import { useEffect, useState } from 'react';

/** What a deadline looks like now: words and the state code whose mark and colour go with them. */
export interface Due {
  kind: 'overdue' | 'due_soon' | 'calm';
  words: string;
}

const HOUR = 3_600_000;

/** 3 天 4 小时, 2 小时 5 分, 40 分钟: two sizes at most. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
  return `${minutes} 分钟`;
}

/** Soon is the last fifth of a known term, else the last four hours. */
export function dueOf(due: string, now: number, started?: string): Due {
  const left = new Date(due).getTime() - now;
  if (left < 0) return { kind: 'overdue', words: `超期 ${span(left)}` };
  const term = started ? (new Date(due).getTime() - new Date(started).getTime()) / 5 : 4 * HOUR;
  return { kind: left <= term ? 'due_soon' : 'calm', words: `还剩 ${span(left)}` };
}

/** The present moment, looked at again every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

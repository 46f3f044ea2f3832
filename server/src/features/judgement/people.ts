import type { Runtime } from '../../platform/runtime.ts';
import { limitEnd, limitWords, newestCalendar, parseLimit } from '../workflow/index.ts';

export const VISIT = 'matter:visit';
export const APPEAL = 'judgement:appeal';
export const DECIDE = 'judgement:decide';
export const CHECK = 'judgement:check';
export const APPRAISE = 'judgement:appraise';

/** When a limit that begins now ends, by the calendar of now. */
export async function endOf(runtime: Runtime, limit: string, start: Date): Promise<Date> {
  const { calendar } = await newestCalendar(runtime);
  return new Date(limitEnd(calendar, parseLimit(limit)!, start.getTime()));
}

/** A limit in words: 5 工作日. */
export const limitText = (limit: string): string => limitWords(parseLimit(limit)!);

import { startOfDay } from '../day.ts';
import type { SheetField, SheetValues } from './target.ts';

/** The day that a whole table, or one of its rows, speaks of: what is said later goes before what was said earlier. */
export const SAID_ON: SheetField = {
  ...{ code: 'said_on', name: '数据日期', type: 'date', past: true, aliases: [] },
  hint: '这份表截至哪一天；不填为今天',
};

/** Since when the values of a table hold: from the morning of the day it names, else from now. */
export const saidAt = ({ said_on }: SheetValues, now: Date): Date =>
  said_on ? startOfDay(String(said_on)) : now;

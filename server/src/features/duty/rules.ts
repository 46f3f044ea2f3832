import type { FieldFault } from '../../platform/errors.ts';
import type { FormField } from '../workflow/index.ts';
import type { Period } from './words.ts';

/** The first day of the period in which a day lies; null for the whole time of an entry. */
export function periodStart(day: string, per: Period): string | null {
  if (per === 'whole') return null;
  if (per === 'year') return `${day.slice(0, 4)}-01-01`;
  if (per === 'month') return `${day.slice(0, 7)}-01`;
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

/** How an entry of the admission list stands on a day: an approved one is in force from its first to its last day. */
export function standingOf(
  { state, from_on, to_on }: { state: string; from_on: string; to_on: string },
  today: string,
): string {
  if (state !== 'approved') return state;
  return today < from_on ? 'coming' : today > to_on ? 'expired' : 'in_force';
}

/** How far a grid is: done 已完成 · partly 部分完成 · overdue 有逾期 · none 未开始 · idle 已撤回. */
export function gridStanding({
  asked,
  done,
  open_late,
}: {
  asked: number;
  done: number;
  open_late: number;
}): string {
  if (asked === 0) return 'idle';
  if (done >= asked) return 'done';
  return open_late > 0 ? 'overdue' : done > 0 ? 'partly' : 'none';
}

/** Everything wrong with a form itself, in words for its author. */
export function fieldFaults(fields: readonly FormField[]): FieldFault[] {
  const seen = new Set<string>();
  return fields.flatMap((field, i) => {
    const faults: FieldFault[] = [];
    const at = (name: string, code: string, message: string) =>
      faults.push({ path: `fields.${i}.${name}`, code, message });
    if (seen.has(field.name)) at('name', 'repeated', `第 ${i + 1} 项的代码重复。`);
    seen.add(field.name);
    const options = field.options ?? [];
    if (field.kind === 'select' && options.length < 2)
      at('options', 'too_few', `第 ${i + 1} 项“${field.label}”至少要有两个选项。`);
    if (new Set(options.map(({ value }) => value)).size < options.length)
      at('options', 'repeated', `第 ${i + 1} 项“${field.label}”的选项重复。`);
    if (field.min !== undefined && field.max !== undefined && field.min > field.max)
      at('max', 'before', `第 ${i + 1} 项“${field.label}”的上限小于下限。`);
    return faults;
  });
}

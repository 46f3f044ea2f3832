import type { FormField } from '../../../api/types.ts';

export const purposeFields: FormField[] = [
  {
    name: 'purpose',
    kind: 'text',
    label: '查看的用途',
    required: true,
    min_length: 2,
    max_length: 100,
    help: '查看会留下记录，如“约当事人调解”',
  },
];

const TIMES = [
  { value: '09:00', label: '上午 9 时' },
  { value: '14:00', label: '下午 2 时' },
  { value: '19:00', label: '晚上 7 时' },
];

export const sessionFields: FormField[] = [
  { name: 'place', kind: 'text', label: '调解地点', required: true, max_length: 100 },
  { name: 'present', kind: 'text', label: '到场人员', required: true, max_length: 300 },
  { name: 'record', kind: 'textarea', label: '调解记录', required: true, min_length: 4, max_length: 8000 },
  { name: 'next_on', kind: 'date', label: '下次调解日期' },
  { name: 'next_time', kind: 'select', label: '下次调解时间', options: TIMES },
];

export const visitFields: FormField[] = [
  {
    name: 'fulfilled',
    kind: 'boolean',
    label: '协议是否履行',
    required: true,
    help: '未履行的，纠纷会回到调解或复开',
  },
  { name: 'note', kind: 'textarea', label: '回访情况', required: true, min_length: 4, max_length: 1000 },
];

/** The moment the parties meet next; without a time, at nine in the morning. */
export function nextMoment(day: unknown, time: unknown): string | undefined {
  return typeof day === 'string' && day
    ? new Date(`${day}T${String(time || '09:00')}:00+08:00`).toISOString()
    : undefined;
}

import { randomUUID } from 'node:crypto';

/** What a task asks in tests: a number, a choice, a day. */
export const FIELDS = [
  { name: 'rentals', kind: 'number', label: '出租房户数', required: true, min: 0 },
  {
    name: 'kind',
    kind: 'select',
    label: '隐患',
    options: [
      { value: 'none', label: '无' },
      { value: 'wires', label: '飞线充电' },
    ],
  },
  { name: 'on', kind: 'date', label: '走访日期' },
];
/** A task of the police's line for one area, as a request. */
export const sampleTask = (area: string, more: object = {}) => ({
  client_id: randomUUID(),
  line: 'police',
  title: '出租房走访',
  instructions: '逐户走访出租房，登记户数和隐患。',
  areas: [area],
  limit: '3wd',
  fields: FIELDS,
  photos: 1,
  position: true,
  ...more,
});

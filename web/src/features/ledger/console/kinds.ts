import type { View } from './data.table.ts';

export type Subject = View['subject'];

/** What a kind of ledger is called here, and what opens it; columns and rows are the server's. */
export interface Kind {
  subject: Subject;
  name: string;
  /** What one counts: 共 12 人. */
  unit: string;
  /** Permissions. */
  view: string;
  edit: string;
  /** What live news calls one. */
  nouns: readonly string[];
  /** The page of one. */
  to: (id: string) => string;
  /** Shown until somebody chooses others. */
  columns: readonly string[];
  empty: string;
}

const place = {
  view: 'place:view-area',
  edit: 'place:edit',
  nouns: ['place'],
  to: (id: string) => `/places/${id}`,
};
const AREA = ['calc.community', 'calc.grid'];

export const KINDS: readonly Kind[] = [
  {
    ...{ subject: 'person', name: '人员', unit: '人', view: 'resident:view-area', edit: 'resident:edit' },
    ...{ nouns: ['person'], to: (id) => `/residents/${id}` },
    columns: [
      ...['name', 'sex', 'calc.age', 'calc.grid', 'calc.address'],
      ...['residence_kind', 'education', 'marital'],
    ],
    empty: '还没有登记人员。可以导入表格，或在人员里登记。',
  },
  {
    ...{ subject: 'house', name: '房屋', unit: '套', view: 'housing:view-area', edit: 'housing:edit' },
    ...{ nouns: ['house', 'building', 'estate'], to: (id) => `/housing/houses/${id}` },
    columns: ['address', 'estate', 'calc.grid', 'state', 'people', 'use', 'area_m2', 'house_kind', 'remark'],
    empty: '还没有登记房屋。可以在房屋地图里登记，或导入表格。',
  },
  {
    ...{ subject: 'organisation', name: '单位', unit: '家', ...place },
    columns: [
      'name',
      'kind',
      'state',
      'address',
      ...AREA,
      'industry',
      'employees',
      'head_name',
      'head_phone',
    ],
    empty: '还没有登记单位。',
  },
  {
    ...{ subject: 'facility', name: '场所设施', unit: '处', ...place },
    columns: ['name', 'kind', 'state', 'address', ...AREA, 'unit_name', 'capacity'],
    empty: '还没有登记场所设施。',
  },
  {
    ...{ subject: 'component', name: '部件', unit: '个', ...place },
    columns: ['name', 'kind', 'component_code', 'state', 'address', ...AREA, 'unit_name', 'keeper_name'],
    empty: '还没有登记部件。',
  },
  {
    ...{ subject: 'vehicle', name: '车辆', unit: '辆', ...place, nouns: ['place_vehicle'] },
    columns: ['plate', 'kind', 'plate_kind', 'brand', 'colour', 'use', ...AREA, 'parking'],
    empty: '还没有登记车辆。',
  },
  {
    ...{ subject: 'incident', name: '案（事）件', unit: '件', ...place, nouns: ['place_incident'] },
    ...{ view: 'incident:view-area', edit: 'incident:edit' },
    columns: ['name', 'kind', 'level', 'happened_on', 'state', 'address', ...AREA, 'nature'],
    empty: '还没有登记案（事）件。',
  },
];

export const kindOf = (subject: string): Kind => KINDS.find((each) => each.subject === subject) ?? KINDS[0]!;

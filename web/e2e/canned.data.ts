/** What the canned server of the smoke test says. */

const blank = {
  username: null,
  phone_masked: null,
  roles: [],
  areas: [],
  units: [],
  demo: true,
  must_change_password: false,
};
export const accounts = {
  staff: {
    ...blank,
    id: 's1',
    kind: 'staff',
    name: '王敏',
    units: [{ id: 'u1', name: '临江街道指挥中心', kind: 'centre' }],
  },
  resident: { ...blank, id: 'r1', kind: 'resident', name: '李女士', phone_masked: '138****0000' },
};
export const permissions = [
  'matter:view-area',
  'matter:create-for-other',
  'matter:handle',
  'account:manage',
  'message:outbox',
  'workflow:manage',
];
const states = [
  ['report', '待受理'],
  ['handle', '处置中'],
  ['close', '已结案'],
  ['archive', '已归档'],
  ['ended', '不予受理'],
] as const;
const titles = [
  '3 号楼门口路灯不亮',
  '江湾路人行道井盖松动，行人经过有响声',
  '小区东门垃圾堆积两天无人清运',
  '地下车库渗水',
];

export function matters(cursor: string) {
  const from = Number(cursor || 0);
  const items = Array.from({ length: 50 }, (_, index) => {
    const n = from + index;
    const [phase, name] = states[n % states.length]!;
    const created = new Date(Date.now() - n * 37 * 60_000).toISOString();
    return {
      id: `m${n}`,
      number: `429998001001-1122-${String(n + 1).padStart(4, '0')}`,
      type: 'repair',
      type_name: '报事报修',
      title: titles[n % 4],
      state: phase,
      phase,
      state_name: name,
      area: { id: 'a3', name: '江湾社区第 3 网格' },
      created_at: created,
    };
  });
  return { items, next: from + 50 < 5000 ? String(from + 50) : null };
}

const square = (x: number, y: number, w: number, h: number) => [
  [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
    [x, y],
  ],
];
const features = (list: { type: string; coordinates: unknown; properties?: object }[]) => ({
  type: 'FeatureCollection',
  features: list.map(({ type, coordinates, properties }) => ({
    type: 'Feature',
    properties: properties ?? {},
    geometry: { type, coordinates },
  })),
});
export const maps: Record<string, object> = {
  areas: features(
    [0, 1, 2].map((n) => ({
      type: 'Polygon',
      coordinates: square(114.392 + n * 0.006, 30.495, 0.006, 0.01),
      properties: { name: `江湾社区第 ${n + 1} 网格` },
    })),
  ),
  roads: features([
    {
      type: 'LineString',
      coordinates: [
        [114.38, 30.5],
        [114.42, 30.5005],
      ],
      properties: { name: '江湾大道', kind: 'major_road' },
    },
    {
      type: 'LineString',
      coordinates: [
        [114.4, 30.49],
        [114.4005, 30.51],
      ],
      properties: { name: '临江路 88 号', kind: 'minor_road' },
    },
  ]),
  parks: features([]),
  water: features([
    { type: 'Polygon', coordinates: square(114.38, 30.502, 0.04, 0.003), properties: { name: '滨江' } },
  ]),
  buildings: features(
    Array.from({ length: 12 }, (_, n) => ({
      type: 'Polygon',
      coordinates: square(114.394 + (n % 6) * 0.0016, 30.4965 + Math.floor(n / 6) * 0.0015, 0.0009, 0.0006),
      properties: { name: `${n + 1} 号楼` },
    })),
  ),
};

const none = { enabled: true, reason: null, confirm: null, form: [] };
const field = (name: string, kind: string, label: string, more: object = {}) => ({
  name,
  kind,
  label,
  ...more,
});
const abilities = [
  {
    ...none,
    action: 'feedback',
    name: '反馈',
    form: [
      field('result', 'textarea', '处置结果', { required: true, max_length: 500, help: '写给诉求人看的话' }),
      field('solved', 'boolean', '是否解决', { required: true }),
      field('unit', 'unit', '协办单位'),
      field('at', 'date', '完成日期'),
      field('kind', 'select', '处置方式', {
        options: [
          { value: 'fix', label: '维修' },
          { value: 'clean', label: '清理' },
        ],
      }),
      field('stars', 'rating', '满意度'),
      field('photos', 'files', '照片', { max: 3 }),
    ],
  },
  { ...none, action: 'urge', name: '催办' },
  { ...none, action: 'return', name: '退回', enabled: false, reason: '签收后才能退回' },
  { ...none, action: 'void', name: '作废', confirm: '作废后不再办理，确定作废？' },
];

export function detail() {
  return {
    ...matters('').items[1],
    version: 3,
    address: '江湾大道与临江路口',
    point: { lng: 114.4002, lat: 30.5 },
    text: '江湾路人行道井盖松动，行人经过有响声，晚上看不清，担心有人绊倒。',
    area: { name: '第 3 网格', full_name: '临江街道 · 江湾社区 · 第 3 网格' },
    abilities,
    answers: [],
    tasks: [],
    clocks: [],
    phases: [],
    contact: null,
    condition: null,
    public_reply: null,
    merged_into: null,
    follows: null,
    centre: { id: 'u1', name: '临江街道指挥中心' },
    files: ['p1', 'p2'].map((id) => ({ id, url: '/icon-512.png', thumb_url: '/icon-192.png' })),
  };
}

export const step = (seq: number, name: string, form: object[] = []) => ({
  seq,
  name,
  form,
  kind: 'accept',
  implied: false,
  internal: false,
  at: new Date(Date.now() - (9 - seq) * 3e6).toISOString(),
  actor: { name: '王敏', unit: '临江街道指挥中心' },
});

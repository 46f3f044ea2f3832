/** The seven lines (七条线) whose work grid workers do on the ground. */
export const LINES = {
  police: '公安',
  governance: '综治',
  labour: '人社',
  civil: '民政',
  family: '计生',
  urban: '城管',
  food: '食品安全',
} as const;

/** In which period an admitted task may be given so and so often. */
export const PERIODS = { month: '每月', quarter: '每季度', year: '每年', whole: '有效期内' } as const;
export type Period = keyof typeof PERIODS;

/** Who stands by a grid (组团服务). */
export const TEAM_ROLES = {
  grid_head: '网格长',
  grid_worker: '网格员',
  police: '民警',
  doctor: '家庭医生',
  lawyer: '律师',
  counsellor: '心理咨询师',
  judge: '法官、检察官',
  property: '物业经理',
  deputed: '下沉干部',
} as const;

/** The neighbour organisation from the top down (社区党委/总支–网格党支部–邻里党小组–党员中心户), and building heads. */
export const NEIGHBOURS = {
  committee: '社区党委（总支）',
  branch: '网格党支部',
  group: '邻里党小组',
  household: '党员中心户',
  building_head: '楼栋长',
} as const;
export type NeighbourKind = keyof typeof NEIGHBOURS;

/** Under what each stands; a building head under whatever there is. */
export const STANDS_UNDER: Record<NeighbourKind, readonly NeighbourKind[]> = {
  committee: [],
  branch: ['committee'],
  group: ['branch'],
  household: ['group'],
  building_head: ['branch', 'group', 'household'],
};

export const codes = <T extends object>(words: T) => Object.keys(words) as (keyof T & string)[];

/**
 * The closed words a definition may use. A definition names relations and permissions, never people or role names; the
 * matter feature works out which relations an actor has to a matter, the account feature which permissions a role carries.
 */

/** How somebody can stand to a matter. */
export const relations = {
  caller: '诉求人（提出事项的账号）',
  creator: '登记人（替人登记的坐席或网格员）',
  owner_unit: '当前责任单位',
  centre: '当前负责的指挥中心',
  centre_above: '上一级指挥中心',
  centre_below: '下一级指挥中心',
  property: '事项所在小区的物业企业',
  task_holder: '持有未办结处置任务的单位或人员',
  main_unit: '主办单位',
  co_units: '协办单位',
  inform_units: '知会单位',
  claimer: '可认领的单位或人员（服务范围覆盖事项所在地）',
  unit_superior: '主办单位的上级单位',
  visitor: '承担回访的单位（持有回访任务）',
  inspector: '抽查核实的上级单位（持有抽查任务）',
  asker: '最近一次提出延期或挂起申请的单位',
  decider: '现在审批申请的指挥中心',
  system: '系统（定时器）',
} as const;

/** The permissions of matters an action may ask for; roles (packs/…/roles.yaml) carry them. */
export const permissions = {
  'matter:create': '提出或登记事项',
  'matter:create-for-other': '替他人登记并当场答复',
  'matter:call': '诉求人本人的操作',
  'matter:accept': '受理、立案、不予受理',
  'matter:dispatch': '派遣、并案、提级、下派、挂起、延期',
  'matter:handle': '签收、处置、反馈、退回、转办',
  'matter:verify': '核查、返工、结案',
  'matter:visit': '回访评价',
  'matter:supervise': '督办',
  'matter:void': '作废',
  'matter:archive': '归档',
  'judgement:check': '抽查核实，虚假办结退回',
  'matter:system': '系统定时执行',
  'whistle:blow': '吹哨、评价到场单位、撤哨',
} as const;

/** What an action may do beside changing the state. Each is explained in effects.ts. */
export const effects = {
  open_tasks: '按表单的单位开任务',
  sign_task: '签收本单位任务',
  finish_task: '办结本单位任务',
  return_task: '退回本单位任务',
  transfer_task: '把本单位任务转给另一单位',
  rework_tasks: '请原主办单位重新处置',
  raise_centre: '负责的指挥中心上移一级',
  raise_to_centre: '交给负责的指挥中心；已在指挥中心的上移一级',
  claim_task: '操作人自己认领任务',
  add_task: '给表单的一个单位（unit）以协办或知会（role）增开任务',
  replace_task: '把一个单位（leaving）的任务换给另一个单位（unit）',
  release_task: '解除一个协办单位（leaving）的任务',
  cancel_tasks: '了结所有尚未办结的单位任务',
  lower_centre: '负责的指挥中心下移到所选单位',
  merge_into: '并入另一事项',
  extend_clock: '本环节最后一个时限顺延到所填日期',
  ask_extension: '提出延期申请，待指挥中心审批',
  ask_suspension: '提出挂起申请，待指挥中心审批',
  grant_request: '同意申请：时限顺延到申请的日期，或审批时缩短的日期',
  refuse_request: '不同意申请',
  climb_request: '申请逾期未批：改由上一级指挥中心审批',
  mark_returned: '记下有退回未重新派遣',
  clear_returned: '退回已重新派遣',
  mark_urged: '记下催办时间',
  publish_reply: '公开答复写入事项',
  give_card: '给责任单位开督办单，限时回复',
} as const;

export const counters = {
  returns: '退回次数',
  reworks: '返工次数',
  extensions: '延期次数',
  suspensions: '挂起次数',
  refusals: '申请未获同意的次数',
  urges: '催办次数',
  supervisions: '督办次数',
  reopens: '复开次数',
  raises: '提级次数',
  supplements: '补充次数',
} as const;

/** Steps of the progress bar, in order; `ended` is off the main line. */
export const phases = {
  report: '上报',
  accept: '受理',
  register: '立案',
  dispatch: '派遣',
  handle: '处置',
  verify: '核查',
  close: '结案',
  rate: '评价',
  archive: '归档',
  ended: '终止',
} as const;

export const taskKinds = {
  accept: '待受理',
  register: '待立案',
  dispatch: '待派遣',
  handle: '待处置',
  verify: '待核查',
  close: '待结案',
  rate: '待回访评价',
  arbitrate: '退回待裁定',
  resume: '挂起待恢复',
  approve: '申请待审批',
  archive: '待归档',
  confirm: '待确认',
  claim: '待认领',
  mediate: '待调解',
  answer: '待答复',
  reply: '督办待回复',
  thank: '待致谢',
  review: '差评待处理',
  visit: '待回访',
  appraise: '待评部门',
  check: '待抽查核实',
  appeal: '待审申诉',
  duty: '网格任务',
  patrol: '巡查任务',
} as const;

export const clockKinds = {
  accept: '受理时限',
  register: '立案时限',
  dispatch: '派遣时限',
  sign: '签收时限',
  handle: '处置时限',
  verify: '核查时限',
  close: '结案时限',
  arbitrate: '裁定时限',
  suspend: '挂起期限',
  approve: '审批时限',
  rate: '评价期限',
  archive: '归档期限',
  claim: '认领时限',
  mediate: '调解时限',
  answer: '答复时限',
  reply: '督办回复时限',
  review: '差评处理时限',
  resolve: '办结时限',
} as const;

export type Relation = keyof typeof relations;
export type Permission = keyof typeof permissions;
export type Effect = keyof typeof effects;
export type Counter = keyof typeof counters;
export type TaskKind = keyof typeof taskKinds;
export type ClockKind = keyof typeof clockKinds;
/** Who may read what an action recorded: everybody (公开), the caller and staff, or staff only. */
export type Audience = 'public' | 'caller' | 'staff';

/** The keys of a vocabulary with their type kept. */
export function codes<T extends object>(words: T): (keyof T & string)[] {
  return Object.keys(words) as (keyof T & string)[];
}

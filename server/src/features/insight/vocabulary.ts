/** The closed words of indicators: what can be counted, and whose work it is. Indicators themselves are data (schemes). */

/** A step of a matter that is counted by itself. */
export const stages = {
  report: '上报',
  accept: '受理（核实）',
  register: '立案',
  dispatch: '派遣',
  sign: '签收',
  handle: '处置',
  verify: '核查',
  resolve: '结案',
  arrive: '到场',
  visit: '回访',
} as const;
export type Stage = keyof typeof stages;

interface MeasureWords {
  name: string;
  stage: Stage;
  /** What exactly is counted, for “怎么算的”. */
  meaning: string;
}

const DUE = '到期的加上提前办完的，每件只计一次；未到期未办完的不计';

/** Everything that can stand in a numerator or denominator. */
export const measures = {
  report: { name: '上报数', stage: 'report', meaning: '按上报时间' },
  report_valid: {
    name: '有效上报数',
    stage: 'report',
    meaning: '已受理、立案或派遣，且没有不予受理、作废、并案、撤回',
  },
  report_registered: { name: '已立案的上报数', stage: 'report', meaning: '有效上报中已立案（含直接派遣）' },
  report_raised: { name: '提级数', stage: 'report', meaning: '上报后曾提级' },
  accept_due: { name: '应核实数', stage: 'accept', meaning: DUE },
  accept_on_time: { name: '按期核实数', stage: 'accept', meaning: '在受理时限内受理或不予受理' },
  register_done: { name: '立案数', stage: 'register', meaning: '按立案时间与时限中较早者' },
  register_on_time: { name: '按时立案数', stage: 'register', meaning: '在立案时限内立案' },
  register_accurate: { name: '准确立案数', stage: 'register', meaning: '立案后没有作废' },
  dispatch_due: { name: '应派遣数', stage: 'dispatch', meaning: DUE },
  dispatch_on_time: { name: '按时派遣数', stage: 'dispatch', meaning: '在派遣时限内派出' },
  dispatch_accurate: { name: '准确派遣数', stage: 'dispatch', meaning: '派出后没有被退回' },
  sign_due: { name: '应签收数', stage: 'sign', meaning: `每个主办、协办单位各计一次。${DUE}` },
  sign_on_time: { name: '按时签收数', stage: 'sign', meaning: '在签收时限内签收，或未签收即已反馈' },
  handle_due: { name: '应处置数', stage: 'handle', meaning: `每个主办、协办单位各计一次。${DUE}` },
  handle_done: { name: '处置数', stage: 'handle', meaning: '应处置中已反馈的' },
  handle_on_time: { name: '按期处置数', stage: 'handle', meaning: '在处置时限内反馈' },
  handle_overdue: {
    name: '超期未处置数',
    stage: 'handle',
    meaning: '到期仍未反馈，或到期以后才退回、转办',
  },
  handle_extended: { name: '延期数', stage: 'handle', meaning: '应处置中批准过延期的' },
  verify_due: { name: '应核查数', stage: 'verify', meaning: DUE },
  verify_on_time: { name: '按期核查数', stage: 'verify', meaning: '在核查时限内核查' },
  resolve_due: { name: '应结案数', stage: 'resolve', meaning: `按总时限。${DUE}` },
  resolve_done: { name: '结案数', stage: 'resolve', meaning: '应结案中已结案的' },
  resolve_on_time: { name: '按期结案数', stage: 'resolve', meaning: '在总时限内结案' },
  resolve_overdue: { name: '超期未结数', stage: 'resolve', meaning: '到期仍未结案' },
  resolve_reworked: { name: '返工数', stage: 'resolve', meaning: '应结案中返工过的' },
  resolve_reopened: { name: '复开数', stage: 'resolve', meaning: '结案后又复开的' },
  arrive_due: { name: '应到场数', stage: 'arrive', meaning: `每个被吹哨单位各计一次。${DUE}` },
  arrive_on_time: { name: '按时到场数', stage: 'arrive', meaning: '在到场时限内签到' },
  visit_valid: { name: '有效回访数', stage: 'visit', meaning: '诉求人或回访人作了完整评价' },
  visit_contacted: { name: '联系数', stage: 'visit', meaning: '有效回访中办理单位联系过诉求人' },
  visit_solved: { name: '已解决数', stage: 'visit', meaning: '有效回访中认为已解决' },
  visit_satisfied: { name: '满意数', stage: 'visit', meaning: '有效回访中表示满意' },
  visit_basically: { name: '基本满意数', stage: 'visit', meaning: '有效回访中表示基本满意' },
} as const satisfies Record<string, MeasureWords>;
export type Measure = keyof typeof measures;

/** What was taken out of a stage's judgement (剔除): counted apart, so that it stays visible. */
export type ExcludedMeasure = `${Stage}_excluded`;
export type AnyMeasure = Measure | ExcludedMeasure;

/** What only few facts of a stage are counted as. As many as in the index `insight_fact_rare`, in its order: a list of them is read by it. */
export const RARE: readonly AnyMeasure[] = [
  'accept_excluded',
  'arrive_excluded',
  'dispatch_excluded',
  'handle_excluded',
  'handle_extended',
  'handle_overdue',
  'register_excluded',
  'report_excluded',
  'report_raised',
  'resolve_excluded',
  'resolve_overdue',
  'resolve_reopened',
  'resolve_reworked',
  'sign_excluded',
  'verify_excluded',
  'visit_excluded',
];

/** Who does which steps, as digital city management names the posts. */
export const posts = {
  supervisor: { name: '监督员', stages: ['report', 'verify'] },
  acceptor: { name: '受理员', stages: ['accept'] },
  chief: { name: '值班长', stages: ['register', 'resolve'] },
  dispatcher: { name: '派遣员', stages: ['dispatch'] },
  handler: { name: '处置人员', stages: ['sign', 'handle', 'arrive', 'visit'] },
} as const satisfies Record<string, { name: string; stages: readonly Stage[] }>;
export type Post = keyof typeof posts;

export const periods = { day: '日', week: '周', month: '月', quarter: '季', year: '年' } as const;
export type Period = keyof typeof periods;

/** The stage that a measure, also one of exclusions, belongs to. */
export function stageOf(measure: AnyMeasure): Stage {
  return measure in measures
    ? measures[measure as Measure].stage
    : (measure.slice(0, -'_excluded'.length) as Stage);
}

/** True for a word that is a measure. */
export const isMeasure = (word: string): word is AnyMeasure =>
  Object.hasOwn(measures, word) ||
  (word.endsWith('_excluded') && Object.hasOwn(stages, word.slice(0, -'_excluded'.length)));

/** How a measure is called on a screen. */
export const measureName = (measure: AnyMeasure): string =>
  measure in measures ? measures[measure as Measure].name : `${stages[stageOf(measure)]}剔除数`;

import type { StoryWords } from '../matter/index.ts';
import { RESULTS } from './queries.visit.ts';

/** How this feature's events read in a matter's story. */
export const STORY: StoryWords = {
  names: {
    visit: '开回访任务',
    visit_attempt: '电话回访',
    visit_ended: '回访结束',
    appraise_asked: '请街道评部门',
    appraise_lapsed: '逾期未评部门',
    appraised: '单位评价',
    check_drawn: '抽查抽中',
    check_ended: '抽查取消',
    checked: '抽查核实',
    appeal: '申诉',
    appeal_decided: '申诉审理',
    appeal_raised: '申诉提级审理',
    excluded: '剔除',
    exclusion_revoked: '撤销剔除',
  },
  labels: {
    unit: '单位',
    by_unit: '评价单位',
    from_unit: '原审理单位',
    closed_unit: '办结单位',
    what: '对象',
    outcome: '结果',
    result: '结果',
    words: '意见',
    note: '情况',
    comment: '评语',
    timely: '及时',
    solved: '解决',
    attitude: '态度',
  },
  values: {
    result: RESULTS,
    outcome: { effective: '有效回访', cancelled: '无需回访', confirmed: '属实', false_closing: '虚假办结' },
  },
};

/**
 * Words of every second call: that two say them is no sign that they are about the same thing. Gathered by how calls are written:
 * who speaks, when, how much, what is asked for. Things, faults and harms are not among them.
 */
const FILLERS = [
  '我们 你们 他们 大家 自己 有人 别人 居民 业主 住户 群众 市民 小区 附近 旁边 周围 周边 门口 门前 地方 这里 那里 这边 那边 到处',
  '这个 那个 这些 那些 这样 那样 什么 怎么 怎样 为什么 一个 一些 一下 一点 一直 一样 两个 几个 几次 几天 多次 好几 很多 许多 不少',
  '现在 目前 最近 近期 今天 昨天 前天 昨晚 今早 刚才 以前 后来 每天 每次 每晚 天天 经常 常常 总是 长期 长时间 多天 多日 时候 有时 已经 仍然 依然 还是 又是',
  '没有 没人 不能 不了 不敢 不要 不会 不到 不是 不知道 可以 能够 能否 能不能 是否 是不是 只能 只好 只有 必须 需要 应该 可能 好像 感觉 觉得 看到 发现 出现 存在 成为 进行 继续 开始',
  '因为 所以 但是 可是 而且 并且 还有 以及 或者 如果 就是 导致 造成 影响 严重 非常 比较 特别 十分 有点 根本 完全 随时 随意',
  '希望 请求 要求 建议 反映 投诉 咨询 问题 情况 事情 尽快 尽早 赶快 赶紧 马上 及时 立即 抓紧 处理 解决 安排 核实 帮忙 帮助 麻烦 看看 管管 谢谢 感谢 您好 你好 部门 单位 相关 有关 工作 人员 领导',
]
  .join(' ')
  .split(' ');

const ANY = new RegExp(FILLERS.toSorted((a, b) => b.length - a.length).join('|'), 'g');

/** What is left of some words when those that say nothing are cut out of them. */
export const withoutFillers = (words: string): string[] => words.split(ANY);

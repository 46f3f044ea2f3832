import type { Json } from '../../platform/database/tables.ts';
import { CREDENTIAL_REFUSALS } from '../account/index.ts';
import type { Rule } from './settings.ts';

export type Category = 'look' | 'export' | 'sign_in' | 'right' | 'key' | 'config';

/** What the auditor reads: kinds of events by their beginning, with the word for each. The first that fits decides. */
const KINDS: readonly [prefix: string, category: Category, word: string][] = [
  ['person.looked', 'look', '查看人员信息'],
  ['matter.contact', 'look', '查看联系方式'],
  ['matter.desk.caller', 'look', '按电话查来电人'],
  ['care.duty-called', 'look', '查看责任人电话'],
  ['place.looked', 'look', '查看单位、车辆等的个人信息'],
  ['export.made', 'export', '导出'],
  ['account.session.started', 'sign_in', '登录'],
  ['account.session.refused', 'sign_in', '登录失败'],
  ['account.session.ended', 'sign_in', '退出'],
  ['account.credential.refused', 'sign_in', '接口凭证被拒'],
  ['account.credential.created', 'right', '签发接口凭证'],
  ['account.credential.revoked', 'right', '吊销接口凭证'],
  ['account.appointment.asked', 'right', '提请授予管理员角色'],
  ['account.appointment.agreed', 'right', '同意授予管理员角色'],
  ['account.appointment.refused', 'right', '不同意授予管理员角色'],
  ['account.relation.added', 'right', '授予角色'],
  ['account.relation.ended', 'right', '收回角色'],
  ['account.role.changed', 'right', '角色权限变更'],
  ['account.staff.created', 'right', '新建账号'],
  ['account.staff.disabled', 'right', '停用账号'],
  ['account.staff.enabled', 'right', '启用账号'],
  ['account.staff.unlocked', 'right', '解锁账号'],
  ['account.staff.changed', 'right', '修改账号'],
  ['account.password.', 'right', '密码变更'],
  ['key.rotated', 'key', '更换数据密钥'],
  ['key.resealed', 'key', '重新加密完成'],
  ['key.search', 'key', '更换检索密钥'],
  ['key.reindexed', 'key', '检索指纹重算完成'],
  ['key.rewrapped', 'key', '更换主密钥'],
  ['dictionary.', 'config', '数据字典变更'],
  ['registry.', 'config', '登记项目变更'],
  ['config.published', 'config', '发布配置'],
  ['source.rule', 'config', '来源采信规则变更'],
  ['person.erased', 'config', '清除人员'],
  ['audit.policy', 'config', '审计预警规则变更'],
  ['audit.closed', 'config', '异常查阅已核查'],
];

const found = (kind: string) => KINDS.find(([prefix]) => kind.startsWith(prefix));

/** What an event is to the auditor; null when it is nothing to him. */
export const categoryOf = (kind: string): Category | null => found(kind)?.[1] ?? null;

/** The word for a kind. */
export const wordOf = (kind: string): string => found(kind)?.[2] ?? kind;

const text = (value: Json | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

/** What the codes that events carry are called. */
export interface Words {
  item(code: string, subject: string): string;
  role(code: string): string;
}
const AS_THEY_ARE: Words = { item: (code) => code, role: (code) => code };

const refusals: Partial<Record<string, { fault: string }>> = CREDENTIAL_REFUSALS;
/** A reason as somebody wrote it, or the word for a code. */
const reasonOf = (kind: string, said: string | null): string | null =>
  kind === 'account.credential.refused' ? (refusals[said ?? '']?.fault ?? said) : said;

/** What is worth reading of what an event says, in one line; never a value of a person. */
export function detailOf(kind: string, data: Json, words = AS_THEY_ARE): string {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return '';
  const form = data.form && typeof data.form === 'object' && !Array.isArray(data.form) ? data.form : {};
  const items = Array.isArray(data.items)
    ? (data.items as Json[]).filter((item) => typeof item === 'string')
    : [];
  const [of, role] = [text(data.subject) ?? 'person', text(data.role)];
  const parts: [string, string | null][] = [
    ['用途', text(data.purpose) ?? text(form.purpose)],
    ['项目', items.length > 0 ? items.map((item) => words.item(item, of)).join('、') : null],
    ['号码', kind === 'matter.desk.caller' ? text(data.phone) : null],
    ['行数', text(data.rows)],
    ['角色', role && words.role(role)],
    ['地址', text(data.address)],
    ['原因', reasonOf(kind, text(data.reason))],
    ['编号', text(data.number)],
    ['内容', data.kind && data.code ? `${text(data.kind)} ${text(data.code)}` : text(data.code)],
    ['版本', text(data.version)],
  ];
  return parts.flatMap(([name, value]) => (value ? `${name}：${value}` : [])).join('；');
}

/** A look or an export of one account. */
export interface Reading {
  at: Date;
  category: 'look' | 'export';
  outside: boolean;
}

/** The hour of a moment in Asia/Shanghai. */
const hourOf = (at: Date): number => (at.getUTCHours() + 8) % 24;

const isBetween = (hour: number, from: number, to: number): boolean =>
  from <= to ? hour >= from && hour < to : hour >= from || hour < to;

/** Whether a rule counts this reading at all. */
export function counts(rule: Rule, reading: Reading): boolean {
  if (rule.kind === 'export') return reading.category === 'export';
  if (reading.category !== 'look') return false;
  if (rule.kind === 'outside') return reading.outside;
  if (rule.kind === 'night') return isBetween(hourOf(reading.at), rule.from, rule.to);
  return true;
}

/** What readings of one account amount to under a rule. */
export interface Unusual {
  rule: Rule;
  n: number;
  firstAt: Date;
  lastAt: Date;
}

/**
 * Whether a reading makes those around it unusual: `count` or more of `all` (it is one of them) that the rule counts lie within its minutes
 * up to this one, and after `since`, the last one that an auditor has already looked into.
 */
export function unusual(
  rule: Rule,
  reading: Reading,
  all: readonly Reading[],
  since: Date | null,
): Unusual | null {
  if (!counts(rule, reading)) return null;
  const from = reading.at.getTime() - rule.minutes * 60_000;
  const within = all.filter(
    (each) =>
      counts(rule, each) && each.at.getTime() > from && each.at <= reading.at && (!since || each.at > since),
  );
  if (within.length < rule.count) return null;
  const times = within.map(({ at }) => at.getTime());
  return { rule, n: within.length, firstAt: new Date(Math.min(...times)), lastAt: reading.at };
}

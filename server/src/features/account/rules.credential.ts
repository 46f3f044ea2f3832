import { dayOf } from '../../platform/day.ts';

/** Decisions about the credentials of programs: no clock and no database of their own. */

export const PREFIX = 'hyk_';
const SHAPE = /^hyk_[\w-]{43}$/;

/** True for a text that looks like a credential's secret: a session's token is never as long. */
export const isSecret = (token: string): boolean => SHAPE.test(token);

/** The last day (Asia/Shanghai) before a moment. */
export const lastDayBefore = (at: Date): string => dayOf(new Date(at.getTime() - 1));

/** The same day a year on: the longest a credential lasts. */
const yearAfter = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;

/** Why a credential may not last through this day, in words; null when it may. */
export function expiryFault(day: string, today: string): string | null {
  if (day < today) return '到期日已经过去，请重新选择。';
  if (day > yearAfter(today)) return `有效期最长一年，到期日不能晚于 ${yearAfter(today)}。`;
  return null;
}

/** Why a credential is refused: what is the matter with it, and what its holder is told to do. */
export const REFUSALS = {
  unknown: {
    fault: '凭证不正确',
    remedy: '接口凭证不正确，请检查是否抄全；密钥只在新建时显示一次，丢失须吊销后重建。',
  },
  revoked: { fault: '凭证已吊销', remedy: '接口凭证已吊销，请向系统管理员申请新的凭证。' },
  expired: { fault: '凭证已过期', remedy: '接口凭证已过期，请向系统管理员申请新的凭证。' },
  account: { fault: '所用账号已停用', remedy: '接口凭证所用的账号已停用，请联系系统管理员。' },
  administrator: {
    fault: '所用账号是管理员',
    remedy: '接口凭证不能以管理员账号使用，请联系系统管理员。',
  },
  address: {
    fault: '网络地址不在允许范围',
    remedy: '接口凭证不能从这个网络地址使用，请联系系统管理员。',
  },
};
export type CredentialRefusal = keyof typeof REFUSALS;

/** Decisions about signing in: no clock and no database of their own. */

export const MOST_FAILURES = 5;
export const LOCKED_FOR = 15 * 60_000;
export const CODE_VALID = 5 * 60_000;
export const CODE_ATTEMPTS = 5;
export const CODE_EVERY = 60_000;
/** The published password of the demo city: nobody may choose it, and it opens nothing on a public address. */
export const DEMO_PASSWORD = 'huying-demo';

const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/];

/** Why this may not become a password, in words for the person choosing it; null when it may. */
export function passwordFault(password: string, username: string | null): string | null {
  if ([...password].length < 10) return '密码至少 10 位。';
  if (KINDS.filter((kind) => kind.test(password)).length < 2)
    return '密码至少包含大写字母、小写字母、数字、其他字符中的两类。';
  if (new Set(password).size < 5) return '密码中重复的字符太多，请换一个。';
  if (password === DEMO_PASSWORD) return '这是公开的演示密码，请换一个。';
  if (username && password.toLowerCase().includes(username.toLowerCase())) return '密码不能包含用户名。';
  return null;
}

/** A mainland mobile number as eleven digits, from how people write it; null when it is none. */
export function normalPhone(text: string): string | null {
  const digits = text.replace(/[\s()（）-]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '');
  return /^1\d{10}$/.test(digits) ? digits : null;
}

/** User names are one however they are typed. */
export const normalUsername = (text: string): string => text.trim().toLowerCase();

const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, '鸿蒙'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** `Chrome · Windows`: what its owner recognises a session by. */
export function deviceOf(agent: string): string {
  const found = [BROWSERS, SYSTEMS].map((list) => list.find(([pattern]) => pattern.test(agent))?.[1]);
  return found.filter(Boolean).join(' · ') || '程序';
}

/** A role that administers people or reads the audit: separated powers, given by the security administrator only. */
export function isAdministrator(role: { permissions: readonly string[] }): boolean {
  return role.permissions.some((each) => each.startsWith('account:') || each.startsWith('audit:'));
}

/** Moment for a sentence: 北京时间 hours and minutes. */
export function clockTime(at: Date): string {
  return at.toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
}

import { createHmac } from 'node:crypto';

/** A message's words, as a pack gives them. */
export interface Template {
  code: string;
  event: string;
  audience: string;
  channels: string[];
  title: string;
  body: string;
}

/** What a template may speak of: facts of the subject. No phone, no address, nobody's name. */
export const PLACEHOLDERS = ['number', 'title', 'state', 'unit', 'area', 'reason', 'reply', 'due', 'url'];
/** Where a message may go besides the inbox. */
export const OUT_CHANNELS = ['sms'];

export type Values = Record<string, string | null | undefined>;

const HOLE = /\{\{\s*([^}]*?)\s*\}\}/g;

const LABELLED = /([^，。；：]*)：\{\{\s*([^}]*?)\s*\}\}/g;

/**
 * Fills the placeholders. What would be a label without a value (`原因：`) is left out, and a value that ends its own sentence
 * does not end the template's twice.
 */
export function render(text: string, values: Values): string {
  const said = (name: string) => (values[name] ?? '').trim().replace(/。+$/, '');
  return text
    .replace(LABELLED, (all, label: string, name: string) =>
      said(name) ? all : label.includes('{{') ? label : '',
    )
    .replace(HOLE, (_, name: string) => said(name))
    .replace(/[，；]+(?=[，。；])/g, '')
    .replace(/。{2,}/g, '。')
    .replace(/^[，。；]+/, '');
}

/** A template's title with its holes closed: what may be shown to whom the message was not for. */
export function titleAlone(title: string): string {
  return title.replace(HOLE, '…').trim();
}

function faultsOf(template: Template, seen: Set<string>): string[] {
  const name = `模板 ${template.code || '（无代码）'}`;
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9-]{1,60}$/.test(template.code ?? ''))
    faults.push(`${name}：代码应为小写字母、数字和连字符`);
  if (seen.has(template.code)) faults.push(`${name}：代码重复`);
  seen.add(template.code);
  for (const key of ['event', 'audience', 'title', 'body'] as const)
    if (typeof template[key] !== 'string' || template[key] === '') faults.push(`${name}：缺少 ${key}`);
  const channels = Array.isArray(template.channels) ? template.channels : [];
  if (!channels.includes('in_app')) faults.push(`${name}：channels 应包含 in_app`);
  for (const channel of channels)
    if (channel !== 'in_app' && !OUT_CHANNELS.includes(channel)) faults.push(`${name}：没有通道 ${channel}`);
  for (const [, hole] of `${template.title} ${template.body}`.matchAll(HOLE))
    if (!PLACEHOLDERS.includes(hole!)) faults.push(`${name}：没有占位符 {{${hole}}}`);
  return faults;
}

/** Everything wrong with a list of templates, in words for whoever writes packs. */
export function templateFaults(templates: Template[]): string[] {
  const seen = new Set<string>();
  return templates.flatMap((template) => faultsOf(template, seen));
}

/** A text about a state of a day ago helps nobody; in milliseconds. */
export const TEXT_VALID = 24 * 3_600_000;

const MINUTE = 60_000;
const BACKOFF = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE);

/** How long to wait after the n-th failed attempt, in milliseconds; null when it was the last. */
export function waitAfter(attempts: number): number | null {
  return BACKOFF[attempts - 1] ?? null;
}

/** Whether a webhook that asked for these kinds is told of this one. */
export function asksFor(kinds: readonly string[], kind: string): boolean {
  return kinds.some(
    (asked) =>
      asked === '*' || asked === kind || (asked.endsWith('.*') && kind.startsWith(asked.slice(0, -1))),
  );
}

/**
 * The signature header of a webhook call: `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of `t.body` with the webhook's secret.
 * The time is signed too, so that a listener can refuse a call played again later.
 */
export function signature(secret: string, body: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

/** The digits of a number as telephone systems hand it over, or null when it is none. */
export function dialled(text: string): string | null {
  const digits = text.replace(/[\s()-]/g, '').replace(/^(\+|00)86/, '');
  return /^\+?\d{3,20}$/.test(digits) ? digits : null;
}

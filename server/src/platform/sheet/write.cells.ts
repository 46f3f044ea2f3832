/** A day without a time of day, `YYYY-MM-DD`: a real date cell, the same day in every time zone. */
export interface SheetDay {
  day: string;
}

/** A cell in which something is wrong: it stands on a red ground. */
export interface SheetFaulty {
  faulty: string | number | boolean | null;
}

export type SheetCell = string | number | boolean | Date | SheetDay | SheetFaulty | null;

/** The cell styles of `STYLES` in write.parts.ts, by their place there. */
export const STYLE = { plain: 0, heading: 1, moment: 2, day: 3, kept: 4, line: 5, faulty: 6 } as const;

/** What a spreadsheet program, or a CSV made from it, could take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** XML cannot hold them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/** Spreadsheet programs hold 32,767 characters in a cell. */
const LONGEST = 32_000;
const DAY = 86_400_000;
/** The day 1970-01-01 in a spreadsheet's count of days. */
const EPOCH = 25_569;
/** Excel holds 1900 for a leap year: days before 1900-03-01 are one off, so they are written as text. */
const FIRST_SURE = 61;
/** Spreadsheet programs show a date cell's wall clock as it is written; ours is Asia/Shanghai's, which keeps no summer time. */
const SHANGHAI = 8 * 3_600_000;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in XML, between tags or in an attribute; what XML cannot hold is left out. */
export const xmlText = (text: string): string =>
  text
    .replace(CONTROL, '')
    .toWellFormed()
    .replace(/[&<>"]/g, (each) => ENTITIES[each]!)
    .replaceAll('\r', '&#13;');

/** `A`, `Z`, `AA` … of a column counted from 0. */
export function columnName(index: number): string {
  const rest = index < 26 ? '' : columnName(Math.floor(index / 26) - 1);
  return rest + String.fromCharCode(65 + (index % 26));
}

/** An inline text cell: whatever the text begins with, it is never calculated. */
export function textCell(ref: string, text: string, style: number): string {
  const body = xmlText(text.slice(0, LONGEST));
  return `<c r="${ref}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${body}</t></is></c>`;
}

/** A day (`YYYY-MM-DD`) in a spreadsheet's count of days; null for what is no day or cannot be counted surely. */
export function serialOfDay(day: string): number | null {
  const serial = Date.parse(`${day}T00:00:00Z`) / DAY + EPOCH;
  return Number.isInteger(serial) && serial >= FIRST_SURE ? serial : null;
}

const number = (ref: string, value: number, style: number) =>
  `<c r="${ref}" s="${style}"><v>${value}</v></c>`;

/** One cell as XML; nothing for an empty one. No value ever becomes a formula. */
export function cellXml(ref: string, value: SheetCell): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return Number.isFinite(value) ? number(ref, value, STYLE.plain) : '';
  if (typeof value === 'boolean') return `<c r="${ref}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'string') return textCell(ref, value, FORMULA.test(value) ? STYLE.kept : STYLE.plain);
  if (value instanceof Date) {
    const serial = (value.getTime() + SHANGHAI) / DAY + EPOCH;
    return serial >= FIRST_SURE
      ? number(ref, serial, STYLE.moment)
      : textCell(ref, value.toISOString(), STYLE.plain);
  }
  if ('faulty' in value) return textCell(ref, String(value.faulty ?? ''), STYLE.faulty);
  const serial = serialOfDay(value.day);
  return serial === null ? textCell(ref, value.day, STYLE.plain) : number(ref, serial, STYLE.day);
}

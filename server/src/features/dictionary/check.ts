import { isDay } from '../../platform/day.ts';
import { type Checked, citizenId, creditCode, ownPhone, phone, plate } from './identifiers.ts';
import type { RegistryItem } from './registry.ts';
import type { Dictionaries } from './words.ts';

/** A value as it is kept under an item's code: dates YYYY-MM-DD, codes the dictionary's own. */
export type ItemValue = string | number | boolean;

export interface CheckedValue {
  ok: boolean;
  /** Null for an empty text. */
  value: ItemValue | null;
  problem?: string;
  warning?: string;
}

export interface CheckWith {
  words: Dictionaries;
  /** YYYY-MM-DD */
  today: string;
  /** The foreign system whose codes stand in the sheet. */
  from?: string;
  /** Whether the first six digits of an ID number are those of a region that the city itself has. */
  here?: (prefix: string) => boolean;
}

const right = (value: ItemValue | null, warning?: string): CheckedValue => ({
  ok: true,
  value,
  ...(warning && { warning }),
});
const wrong = (problem: string): CheckedValue => ({ ok: false, value: null, problem });

const judged = ({ ok, value, problem, warning }: Checked): CheckedValue =>
  ok ? right(value, warning) : wrong(problem!);

const YES = new Set(['是', '有', '1', 'y', 'yes', 'true', '√', '✓', '对']);
const NO = new Set(['否', '无', '没有', '0', 'n', 'no', 'false', '×', '不是']);

function flag(text: string): CheckedValue {
  const said = text.toLowerCase();
  if (YES.has(said)) return right(true);
  return NO.has(said) ? right(false) : wrong('请填“是”或“否”。');
}

const DATE =
  /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?|(\d{2})(\d{2}))(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;

/** 1980-01-02, 1980/1/2, 1980.1.2, 19800102, 1980年1月2日, each with or without a time of day. */
function date(text: string): CheckedValue {
  const [, year, month, day, month2, day2] = DATE.exec(text.replace(/\s+/g, ' ')) ?? [];
  const m = month ?? month2;
  const d = day ?? day2;
  if (!year || !m || !d) return wrong('日期请写成 1980-01-02（或 19800102、1980年1月2日）。');
  const said = `${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  if (!isDay(said)) return wrong(`没有 ${said} 这一天。`);
  return right(said);
}

/** A day of an item; of one that has been, none to come. */
function dayFor(item: RegistryItem, text: string, today: string): CheckedValue {
  const said = date(text);
  return said.ok && item.past && String(said.value) > today
    ? wrong(`${said.value} 还没有到，请核对。`)
    : said;
}

function number(text: string, most?: number): CheckedValue {
  const plain = text.replaceAll(',', '');
  if (!/^-?\d{1,15}(\.\d{1,8})?$/.test(plain)) return wrong('请填数字。');
  const value = Number(plain);
  return most !== undefined && value > most ? wrong(`不能大于 ${most}。`) : right(value);
}

function code(item: RegistryItem, text: string, { words, from }: CheckWith): CheckedValue {
  const dictionary = words.get(item.dictionary!);
  const said = item.many ? text.split(/[|、,，;；]/).filter((each) => each.trim() !== '') : [text];
  const codes = said.map((each) => words.codeOf(item.dictionary!, each, from));
  const strange = said.find((_, at) => codes[at] === null);
  if (strange === undefined) return right(codes.join('|'));
  // A list that nobody has yet (待核对) refuses nobody: the text is kept until its words are there.
  if (!dictionary || dictionary.items.length === 0)
    return right(text, `“${item.name}”的代码表还没有内容，先按原文保存。`);
  return wrong(`“${strange.trim()}”不在“${dictionary.name}”中。`);
}

function text(item: RegistryItem, said: string): CheckedValue {
  const most = item.most ?? 500;
  return said.length > most ? wrong(`最多 ${most} 个字，现为 ${said.length} 个字。`) : right(said);
}

/**
 * What a text that somebody typed or a cell carries is worth as a value of an item: the value as it is kept, or in words why not. The one check
 * for import, forms and lists alike. An empty text is no value and never wrong.
 */
export function checkValue(item: RegistryItem, said: string, by: CheckWith): CheckedValue {
  const trimmed = said.normalize('NFKC').trim();
  if (trimmed === '') return right(null);
  switch (item.type) {
    case 'code':
      return code(item, trimmed, by);
    case 'date':
      return dayFor(item, trimmed, by.today);
    case 'number':
      return number(trimmed, item.most);
    case 'flag':
      return flag(trimmed);
    case 'id_number':
      return judged(citizenId(trimmed, by.today, by.here));
    case 'credit_code':
      return judged(creditCode(trimmed));
    case 'plate':
      return judged(plate(trimmed));
    case 'phone':
      // What is sealed is somebody's own number: no hotline, no 110.
      return judged(item.fence === 'sealed' ? ownPhone(trimmed) : phone(trimmed));
    case 'text':
      // As it was written: only what stands around it goes.
      return text(item, said.trim());
  }
}

import type { Cell } from '../../platform/sheet/cells.ts';
import type { FormField } from '../workflow/index.ts';
import { coded, constantOf, type Faults, type Questions, type RowReader, textOf } from './import.cells.ts';
import { readMoment } from './import.dates.ts';
import { answerKey, type CellKey, type QuestionKey } from './import.fields.ts';

const LIST = /[,，、;；|/]/;
const BETWEEN = '\n';

const optionOf = (field: FormField, text: string): string | null =>
  field.options?.find(({ value, label }) => value === text || label === text)?.value ?? null;

/** The options that a text names by value or label, joined by line ends where the question takes several; null when unknown. */
export function optionsOf(field: FormField, text: string): string | null {
  const whole = optionOf(field, text);
  if (whole !== null || !field.multiple) return whole;
  const found = text.split(LIST).map((part) => optionOf(field, part.trim()));
  return found.includes(null) ? null : found.join(BETWEEN);
}

function chosen(reader: RowReader, cells: readonly Cell[], key: CellKey, field: FormField, faults: Faults) {
  const found = coded(reader, cells, key, (text) => optionsOf(field, text), faults);
  return field.multiple ? found?.split(BETWEEN) : found;
}

/** A day of the calendar where the file was written. */
function dayOf(reader: RowReader, cells: readonly Cell[], key: CellKey, faults: Faults): string | undefined {
  const { date_format = 'auto', time_zone = 'Asia/Shanghai' } = reader.mapping;
  const [i] = reader.cells[key] ?? [];
  const cell = i === undefined ? '' : (cells[i] ?? '');
  const said = cell === '' || typeof cell === 'boolean' ? constantOf(reader.mapping, key) : cell;
  if (said === undefined || said === '') return undefined;
  const at = readMoment(said, date_format, time_zone) ?? readMoment(said, 'auto', time_zone);
  if (at) return new Intl.DateTimeFormat('en-CA', { timeZone: time_zone }).format(at);
  faults.add(
    key,
    `日期「${String(said).slice(0, 40)}」读不出来。`,
    '应为如 2026-03-01；请改正这一格，或另选时间格式。',
  );
  return undefined;
}

function answerOf(
  reader: RowReader,
  cells: readonly Cell[],
  key: CellKey,
  field: FormField,
  faults: Faults,
): unknown {
  if (field.kind === 'select') return chosen(reader, cells, key, field, faults);
  if (field.kind === 'date') return dayOf(reader, cells, key, faults);
  if (field.kind === 'boolean') {
    const flag = coded(reader, cells, key, reader.lookups.flag, faults);
    return flag === undefined ? undefined : flag === 'true';
  }
  const text = textOf(reader, cells, key) || constantOf(reader.mapping, key) || undefined;
  // What is no number is left as it stands: the form says what is wrong with it.
  if (field.kind === 'number' && text !== undefined && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** The questions of a type. */
const asked = (questions: Questions, type: string): [QuestionKey, FormField][] =>
  [...questions].filter(([key]) => key.startsWith(`${type}.`));

/** What a row answers to its type's own questions, as far as columns or constants say. Undefined when nothing. */
export function readAnswers(
  reader: RowReader,
  cells: readonly Cell[],
  type: string,
  faults: Faults,
): Record<string, unknown> | undefined {
  const answers: Record<string, unknown> = {};
  for (const [question, field] of asked(reader.questions, type)) {
    const answer = answerOf(reader, cells, answerKey(question), field, faults);
    if (answer !== undefined) answers[field.name] = answer;
  }
  return Object.keys(answers).length > 0 ? answers : undefined;
}

import type { ErrorObject, ValidateFunction } from 'ajv';
import { toWgs84 } from '../../platform/coordinates.ts';
import { sha256 } from '../../platform/crypto.ts';
import { type FieldFault, Refusal } from '../../platform/errors.ts';
import { compileValidator, fieldFaults } from '../../platform/http/validation.ts';
import type { Cell } from '../../platform/sheet/cells.ts';
import type { CreateInput } from './commands.create.ts';
import { readAnswers } from './import.answers.ts';
import { cellText, coded, columnOf, Faults, type RowReader, textOf } from './import.cells.ts';
import { readMoment } from './import.dates.ts';
import { answerKey, type ImportField } from './import.fields.ts';
import type { RowFault } from './schema.import.ts';
import { CreateBody } from './schema.ts';

/** A row as the call it stands for. */
export interface MappedRow {
  input: CreateInput;
  /** When the call was made, if the file says so. */
  createdAt: Date | null;
  /** The unit the row or the mapping names. */
  unit: string | null;
}

/** `leftOut`: the mapping says that such rows are not imported; nothing is wrong with them. */
export type Mapped = { ok: true; value: MappedRow } | { ok: false; faults: RowFault[]; leftOut: boolean };

const valid = compileValidator({
  schema: CreateBody,
  method: '',
  url: '',
  httpPart: 'body',
}) as ValidateFunction;

/** Paths of a call and the fields they come from. */
const FIELD_OF_PATH: Record<string, ImportField> = {
  type: 'type',
  title: 'title',
  text: 'text',
  category: 'category',
  point: 'lng',
  'point.lng': 'lng',
  'point.lat': 'lat',
  address: 'address',
  area: 'area',
  source: 'source',
  'contact.name': 'contact_name',
  'contact.phone': 'contact_phone',
  unit: 'unit',
  units: 'unit',
};

/** A refusal's sentence cut in two: what is wrong, and what to do. */
function inTwo(message: string, column: string): { why: string; remedy: string } {
  const at = message.indexOf('。');
  const remedy = at < 0 ? '' : message.slice(at + 1).trim();
  const fallback = column ? `请改正「${column}」列后重新导入这一行。` : '请改正后重新导入这一行。';
  return { why: at < 0 ? message : message.slice(0, at + 1), remedy: remedy || fallback };
}

/** A question that must be answered and for which the file has no column. */
const unasked = ({ path, code }: FieldFault, { mapping }: RowReader, type: string): boolean =>
  code === 'required' && path.startsWith('answers.') && !mapping.answers?.[`${type}.${path.slice(8)}`];

/** A refusal of the program as a report of the row, which is of this type. */
export function rowFaults(reader: RowReader, error: unknown, type: string): RowFault[] {
  if (!(error instanceof Refusal)) throw error;
  const fields: FieldFault[] = error.fields ?? [{ path: '', code: error.code, message: error.message }];
  return fields.map((fault) => {
    const { path, message } = fault;
    const key = path.startsWith('answers.') ? answerKey(`${type}.${path.slice(8)}`) : FIELD_OF_PATH[path];
    const column = key ? columnOf(reader, key) : path;
    const said = inTwo(message, column);
    if (unasked(fault, reader, type)) said.remedy = '请在“补充问题”里为它选一列，或为整个文件填一个答案。';
    return { column, ...said };
  });
}

/** A stable id of a row: of its reference in its source system, or of all it says when it has none. */
export function rowId(reader: RowReader, cells: readonly Cell[]): string {
  const reference = textOf(reader, cells, 'reference');
  const said = reference ? `#${reference}` : cells.map(cellText).join('\u001f');
  const hex = sha256(`${reader.key}\n${said}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function pointOf(reader: RowReader, cells: readonly Cell[], faults: Faults) {
  const [x, y] = [textOf(reader, cells, 'lng'), textOf(reader, cells, 'lat')];
  if (x === '' && y === '') return undefined;
  const [lng, lat] = [Number(x), Number(y)];
  const bad = (text: string, value: number, most: number) =>
    text === '' || !Number.isFinite(value) || Math.abs(value) > most;
  if (bad(x, lng, 180))
    faults.add(
      'lng',
      `经度「${x.slice(0, 30)}」不是 -180 至 180 之间的数。`,
      '请改成十进制度数，如 114.405。',
    );
  if (bad(y, lat, 90))
    faults.add('lat', `纬度「${y.slice(0, 30)}」不是 -90 至 90 之间的数。`, '请改成十进制度数，如 30.405。');
  if (bad(x, lng, 180) || bad(y, lat, 90)) return undefined;
  // Systems without a position often write zeros.
  if (lng === 0 && lat === 0) return undefined;
  const [east, north] = toWgs84([lng, lat], reader.mapping.coordinates ?? 'wgs84');
  return { lng: east, lat: north };
}

function momentOf(reader: RowReader, cells: readonly Cell[], now: Date, faults: Faults): Date | null {
  const [i] = reader.cells.created_at ?? [];
  const cell = i === undefined ? '' : (cells[i] ?? '');
  if (cell === '' || typeof cell === 'boolean') return null;
  const { date_format = 'auto', time_zone = 'Asia/Shanghai' } = reader.mapping;
  const at = readMoment(cell, date_format, time_zone);
  if (!at) {
    const expected = date_format === 'auto' ? '如 2026-03-01 08:30' : `形如 ${date_format}`;
    faults.add(
      'created_at',
      `时间「${cellText(cell).slice(0, 40)}」读不出来。`,
      `应为${expected}；请改正这一格，或另选时间格式。`,
    );
  } else if (at > now) faults.add('created_at', '时间晚于现在。', '请改正这一格，并核对时间格式与时区。');
  else if (at.getUTCFullYear() < 1990)
    faults.add('created_at', '时间早于 1990 年。', '请改正这一格，并核对时间格式。');
  else return at;
  return null;
}

/** 紧急, 匿名 and 保密, where the file says so; a plain no is nothing. */
function flags(reader: RowReader, cells: readonly Cell[], faults: Faults) {
  const said = (field: 'urgent' | 'anonymous' | 'confidential') =>
    coded(reader, cells, field, reader.lookups.flag, faults) === 'true' || undefined;
  return { urgent: said('urgent'), anonymous: said('anonymous'), confidential: said('confidential') };
}

/** 138 0000 0000, +86-138-0000-0000, and numbers that a spreadsheet kept as numbers. */
const phoneOf = (text: string): string => text.replace(/[\s()（）-]/g, '').replace(/^(\+|00)86/, '');

const shortened = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;

/** Reads one row as a call. Everything wrong with it is said at once, each with its column and what to do. */
export function mapRow(reader: RowReader, cells: readonly Cell[], now: Date): Mapped {
  const faults = new Faults(reader);
  const { lookups } = reader;
  const type = coded(reader, cells, 'type', lookups.type, faults);
  const find = (text: string) => lookups.category(type ?? '', text);
  const unknownCategory = (text: string) =>
    reader.mapping.leave_unknown_category || faults.unknown('category', text);
  const title = textOf(reader, cells, 'title');
  const phone = phoneOf(textOf(reader, cells, 'contact_phone'));
  const name = textOf(reader, cells, 'contact_name');
  const parts = {
    title: title === '' ? undefined : shortened(title, 80),
    category: type && coded(reader, cells, 'category', find, faults, unknownCategory),
    point: pointOf(reader, cells, faults),
    address: textOf(reader, cells, 'address') || undefined,
    area: coded(reader, cells, 'area', lookups.area, faults),
    source: coded(reader, cells, 'source', lookups.source, faults) ?? 'import',
    ...flags(reader, cells, faults),
    answers: type && readAnswers(reader, cells, type, faults),
    contact: name || phone ? { ...(name && { name }), ...(phone && { phone }) } : undefined,
  };
  const createdAt = momentOf(reader, cells, now, faults);
  const unit = coded(reader, cells, 'unit', lookups.unit, faults) ?? null;
  if (faults.leftOut) return { ok: false, faults: [], leftOut: true };
  if (!type && !faults.list.some((fault) => fault.column === columnOf(reader, 'type')))
    faults.add('type', '没有事项类型。', '请选择事项类型所在的列，或为整个文件指定一种。');
  const input = Object.fromEntries(
    Object.entries({
      client_id: rowId(reader, cells),
      type: type ?? '-',
      text: textOf(reader, cells, 'text') || title,
      ...parts,
    }).filter(([, value]) => value !== undefined),
  ) as unknown as CreateInput;
  if (!valid(input))
    for (const { path, message } of fieldFaults(valid.errors as ErrorObject[])) {
      const key = FIELD_OF_PATH[path];
      const column = key ? columnOf(reader, key) : path;
      faults.list.push({ column, ...inTwo(message, column) });
    }
  if (faults.list.length > 0) return { ok: false, faults: faults.list, leftOut: false };
  return { ok: true, value: { input, createdAt, unit } };
}

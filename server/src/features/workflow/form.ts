import type { FieldProblem } from './decision.ts';
import type { FormField } from './definition.ts';
import { isPosition, isScores } from './form.field.ts';

export type FormValues = Record<string, unknown>;
/** One row of a `units` field. */
export interface UnitChoice {
  unit: string;
  role: 'main' | 'co' | 'inform';
  account?: string;
  note?: string;
}

const id = /^[0-9a-zA-Z_-]{1,64}$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const phone = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|1\d{4,5})$/;

/**
 * Checks what was filled in against the fields. Returns the cleaned values (text trimmed, empty answers left out) or every
 * problem at once, each naming the field and the remedy. Refuses fields the form does not have.
 */
export function checkForm(
  fields: readonly FormField[],
  input: FormValues,
  requiredNow: (field: FormField) => boolean = (field) => field.required === true,
): { values: FormValues; problems: FieldProblem[] } {
  const known = new Set(fields.map((field) => field.name));
  const problems: FieldProblem[] = Object.keys(input)
    .filter((name) => !known.has(name))
    .map((name) => problem(name, 'unknown_field', `表单中没有“${name}”这一项，请去掉后再提交`));
  const values: FormValues = {};
  for (const field of fields) {
    const value = clean(input[field.name]);
    if (value === undefined) {
      if (requiredNow(field)) problems.push(problem(field.name, 'required', `请填写“${field.label}”`));
      continue;
    }
    const wrong = checkField(field, value);
    if (wrong) problems.push(problem(field.name, wrong.code, wrong.message));
    else values[field.name] = value;
  }
  return { values, problems };
}

const problem = (path: string, code: string, message: string): FieldProblem => ({ path, code, message });

function clean(value: unknown): unknown {
  const trimmed = typeof value === 'string' ? value.trim() : value;
  const empty = trimmed === '' || trimmed === null || (Array.isArray(trimmed) && trimmed.length === 0);
  return empty ? undefined : trimmed;
}

type Wrong = { code: string; message: string } | null;
const wrong = (code: string, message: string): Wrong => ({ code, message });

function checkField(field: FormField, value: unknown): Wrong {
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return checkText(field, value);
    case 'number':
      return checkNumber(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : wrong('not_boolean', `“${field.label}”请选择“是”或“否”`);
    case 'date':
      return isDay(value) ? null : wrong('not_date', `“${field.label}”请填日期，如 2026-12-01`);
    case 'phone':
      return typeof value === 'string' && phone.test(value)
        ? null
        : wrong('not_phone', `“${field.label}”请填 11 位手机号或带区号的固定电话`);
    case 'select':
      return checkSelect(field, value);
    case 'files':
      return isIds(value) && value.length <= (field.max ?? 20)
        ? null
        : wrong('not_files', `“${field.label}”请先上传照片或附件，最多 ${field.max ?? 20} 个`);
    case 'units':
      return checkUnits(field, value);
    case 'position':
      return isPosition(value)
        ? null
        : wrong('not_position', `“${field.label}”没有取得定位，请打开定位后重试`);
    case 'scores':
      return isScores(field, value)
        ? null
        : wrong('not_scores', `“${field.label}”请给每个单位的每一项打 1 至 5 分，每个单位一次`);
    case 'unit':
    case 'matter':
      return typeof value === 'string' && id.test(value)
        ? null
        : wrong('not_reference', `“${field.label}”请从列表中选择`);
  }
}

function checkText(field: FormField, value: unknown): Wrong {
  if (typeof value !== 'string') return wrong('not_text', `“${field.label}”请填写文字`);
  const length = [...value].length;
  const max = field.max_length ?? 2000;
  if (length > max) return wrong('too_long', `“${field.label}”最多 ${max} 字，现有 ${length} 字，请删减`);
  if (length < (field.min_length ?? 0)) {
    return wrong('too_short', `“${field.label}”至少 ${field.min_length} 字，请写得具体些`);
  }
  return null;
}

function checkNumber(field: FormField, value: unknown): Wrong {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return wrong('not_number', `“${field.label}”请填数字`);
  if (field.min !== undefined && value < field.min)
    return wrong('too_small', `“${field.label}”不能小于 ${field.min}`);
  if (field.max !== undefined && value > field.max)
    return wrong('too_large', `“${field.label}”不能大于 ${field.max}`);
  return null;
}

function checkSelect(field: FormField, value: unknown): Wrong {
  const allowed = new Set(field.options?.map((option) => option.value));
  const chosen = field.multiple && Array.isArray(value) ? value : [value];
  return chosen.every((item) => allowed.has(item as string))
    ? null
    : wrong('not_option', `“${field.label}”请从给出的选项中选择`);
}

function checkUnits(field: FormField, value: unknown): Wrong {
  const bad = wrong('not_units', `“${field.label}”请从列表中选择单位，并注明主办、协办或知会`);
  if (!Array.isArray(value) || value.length > 30 || !value.every(isUnitChoice)) return bad;
  const main = value.filter((choice) => choice.role === 'main').length;
  if (main !== 1) return wrong('one_main', `“${field.label}”须有且只有一个主办单位，现有 ${main} 个`);
  const units = new Set(value.map((choice) => choice.unit));
  return units.size === value.length ? null : wrong('unit_twice', `“${field.label}”中同一单位只能出现一次`);
}

function isUnitChoice(value: unknown): value is UnitChoice {
  if (typeof value !== 'object' || value === null) return false;
  const choice = value as Record<string, unknown>;
  const keys = Object.keys(choice).every((key) => ['unit', 'role', 'account', 'note'].includes(key));
  const text = (item: unknown, max: number) =>
    item === undefined || (typeof item === 'string' && item.length <= max);
  return (
    keys &&
    typeof choice.unit === 'string' &&
    id.test(choice.unit) &&
    ['main', 'co', 'inform'].includes(choice.role as string) &&
    text(choice.account, 64) &&
    text(choice.note, 500)
  );
}

const isIds = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && id.test(item));

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !day.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

import { Ajv, type ErrorObject } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { FastifySchemaCompiler } from 'fastify';
import type { FieldFault } from '../errors.ts';

// The database knows no `urn:uuid:` before an id.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const common = {
  formats: { ...fullFormats, uuid: UUID },
  allErrors: true,
  verbose: true,
  useDefaults: true,
  strict: false,
  removeAdditional: false,
} as const;
// Query strings and paths are text and must be read as what they mean; a body says its types itself.
const lenient = new Ajv({ ...common, coerceTypes: 'array' });
const strict = new Ajv(common);

/** Compiles a schema: coerced for what comes in the URL, exact for bodies. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? strict : lenient).compile(schema);

function pathOf(error: ErrorObject): string {
  const base = error.instancePath.slice(1).replaceAll('/', '.');
  const extra = error.params.missingProperty ?? error.params.additionalProperty;
  return [base, extra].filter(Boolean).join('.');
}

function labelOf(error: ErrorObject): string {
  const properties = (error.parentSchema as { properties?: Record<string, { title?: string }> })?.properties;
  const title = error.params.missingProperty
    ? properties?.[error.params.missingProperty]?.title
    : (error.parentSchema as { title?: string })?.title;
  return title ?? (pathOf(error) || '内容');
}

const TYPES: Record<string, string> = {
  string: '文字',
  integer: '整数',
  number: '数字',
  boolean: 'true 或 false',
  array: '列表',
  object: '一组内容',
  null: '空',
};
const typeNames = (type: string | string[]): string =>
  [type]
    .flat()
    .flatMap((each) => each.split(','))
    .map((each) => TYPES[each] ?? each)
    .join('或');

const WORDS: Record<string, (error: ErrorObject, label: string) => string> = {
  required: (_, label) => `请填写「${label}」。`,
  additionalProperties: (error) => `没有「${error.params.additionalProperty}」这一项，请检查名称是否写错。`,
  type: (error, label) => `「${label}」的类型不对，应为${typeNames(error.params.type)}。`,
  minLength: (error, label) =>
    error.params.limit === 1 ? `请填写「${label}」。` : `「${label}」至少 ${error.params.limit} 个字。`,
  maxLength: (error, label) => `「${label}」最多 ${error.params.limit} 个字，请精简后再提交。`,
  minimum: (error, label) => `「${label}」不能小于 ${error.params.limit}。`,
  maximum: (error, label) => `「${label}」不能大于 ${error.params.limit}。`,
  exclusiveMinimum: (error, label) => `「${label}」必须大于 ${error.params.limit}。`,
  exclusiveMaximum: (error, label) => `「${label}」必须小于 ${error.params.limit}。`,
  multipleOf: (error, label) => `「${label}」必须是 ${error.params.multipleOf} 的倍数。`,
  uniqueItems: (_, label) => `「${label}」里有重复的项。`,
  minProperties: (error, label) => `「${label}」至少写 ${error.params.limit} 项。`,
  maxProperties: (error, label) => `「${label}」最多写 ${error.params.limit} 项。`,
  anyOf: (error, label) => `「${label}」只能是：${choicesOf(error)!.join('、')}。`,
  maxItems: (error, label) => `「${label}」最多 ${error.params.limit} 项。`,
  minItems: (error, label) => `「${label}」至少 ${error.params.limit} 项。`,
  format: (error, label) => `「${label}」的格式不对，应为 ${error.params.format}。`,
  pattern: (_, label) => `「${label}」的格式不对，请检查后重填。`,
  enum: (error, label) => `「${label}」只能是：${error.params.allowedValues.join('、')}。`,
  const: (error, label) => `「${label}」只能是 ${error.params.allowedValue}。`,
};

/** The values of a choice that is one of constants only; null for a choice of shapes. */
function choicesOf({ keyword, schema }: ErrorObject): unknown[] | null {
  const branches = keyword === 'anyOf' ? (schema as { const?: unknown }[]) : [];
  return branches.length > 0 && branches.every((each) => 'const' in each)
    ? branches.map((each) => each.const)
    : null;
}

const below = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);

/** The branch of a choice that an error is about; null for one of something else. */
function branchOf(error: ErrorObject, choice: ErrorObject): string | null {
  const inside = error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/`);
  if (!inside || !below(error.instancePath, choice.instancePath)) return null;
  return error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0]!;
}

/** How far off a branch is: another kind of thing altogether, or only so many faults in it. */
function distance(errors: readonly ErrorObject[], choice: ErrorObject): number {
  const other = errors.some(({ keyword, instancePath }) =>
    keyword === 'const'
      ? instancePath !== choice.instancePath
      : keyword === 'type' && instancePath === choice.instancePath,
  );
  return errors.length + (other ? 1000 : 0);
}

/** Of a choice of shapes only the one that was most likely meant is told; of a choice of constants only that it is none of them. */
function meant(errors: readonly ErrorObject[]): ErrorObject[] {
  let left = [...errors];
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf')) {
    const branches = Map.groupBy(left, (error) => branchOf(error, choice));
    const within = [...branches].flatMap(([branch, those]) => (branch === null ? [] : [those]));
    const nearest = choicesOf(choice)
      ? null
      : within.toSorted((a, b) => distance(a, choice) - distance(b, choice))[0];
    const dropped = new Set(within.filter((those) => those !== nearest).flat());
    left = left.filter((error) => !dropped.has(error));
  }
  return left;
}

/** Puts a validator's findings into words for the person who filled the form; one per field. */
export function fieldFaults(errors: ErrorObject[]): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of meant(errors)) {
    const path = pathOf(error);
    if (faults.has(path) || error.keyword === 'if' || (error.keyword === 'anyOf' && !choicesOf(error)))
      continue;
    const message =
      WORDS[error.keyword]?.(error, labelOf(error)) ?? `「${labelOf(error)}」有误：${error.message}。`;
    faults.set(path, { path, code: error.keyword, message });
  }
  if (faults.size === 0)
    faults.set('', {
      path: pathOf(errors[0]!),
      code: errors[0]!.keyword,
      message: `「${labelOf(errors[0]!)}」不符合要求。`,
    });
  return [...faults.values()];
}

/** What does not fit a shape, in the same words; nothing when it fits. For texts, which say their types themselves. */
export function shapeFaults(schema: object, value: unknown): FieldFault[] {
  const fits = strict.compile(schema);
  // Defaults are put into what is checked: the given value stays as it is.
  return fits(structuredClone(value)) ? [] : fieldFaults(fits.errors!);
}

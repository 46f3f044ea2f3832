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

const WORDS: Record<string, (error: ErrorObject, label: string) => string> = {
  required: (_, label) => `请填写「${label}」。`,
  additionalProperties: (error) => `没有「${error.params.additionalProperty}」这一项，请检查名称是否写错。`,
  type: (error, label) => `「${label}」的类型不对，应为 ${error.params.type}。`,
  minLength: (error, label) =>
    error.params.limit === 1 ? `请填写「${label}」。` : `「${label}」至少 ${error.params.limit} 个字。`,
  maxLength: (error, label) => `「${label}」最多 ${error.params.limit} 个字，请精简后再提交。`,
  minimum: (error, label) => `「${label}」不能小于 ${error.params.limit}。`,
  maximum: (error, label) => `「${label}」不能大于 ${error.params.limit}。`,
  maxItems: (error, label) => `「${label}」最多 ${error.params.limit} 项。`,
  minItems: (error, label) => `「${label}」至少 ${error.params.limit} 项。`,
  format: (error, label) => `「${label}」的格式不对，应为 ${error.params.format}。`,
  pattern: (_, label) => `「${label}」的格式不对，请检查后重填。`,
  enum: (error, label) => `「${label}」只能是：${error.params.allowedValues.join('、')}。`,
  const: (error, label) => `「${label}」只能是 ${error.params.allowedValue}。`,
};

/** Puts a validator's findings into words for the person who filled the form; one per field. */
export function fieldFaults(errors: ErrorObject[]): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of errors) {
    const path = pathOf(error);
    if (faults.has(path) || error.keyword === 'anyOf' || error.keyword === 'if') continue;
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

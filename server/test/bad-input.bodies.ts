import { randomUUID } from 'node:crypto';

// biome-ignore lint/suspicious/noExplicitAny: a JSON schema and whatever is sent against it.
type Any = any;

/** One body with one thing wrong, and the field that the refusal must name. */
export interface Mistake {
  what: string;
  path: string;
  body: Any;
}

const FORMATS: Record<string, () => string> = {
  uuid: randomUUID,
  'date-time': () => '2026-03-02T01:00:00Z',
  date: () => '2026-03-02',
};
/** What the patterns of bodies ask for, where the schema gives no example. */
const TEXTS = ['a1', '13900000000', '123456', '测试', 'matter.*'];

function text(schema: Any): string {
  if (schema.format) return FORMATS[schema.format]!();
  const fits = (value: string) => !schema.pattern || new RegExp(schema.pattern, 'u').test(value);
  const known = [...(schema.examples ?? []), ...TEXTS].find((each) => fits(each)) ?? '测试';
  return known.padEnd(schema.minLength ?? 0, '试');
}

/** A value that a schema lets pass, with every optional property, so that each can be made wrong. */
export function sample(schema: Any): Any {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sample(schema.anyOf[0]);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(sample));
  // What may also be null is wrong in the same ways as what may not.
  switch ([schema.type].flat().find((type) => type !== 'null')) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return [sample(schema.items)];
    case 'object':
      return Object.fromEntries(
        Object.entries<Any>(schema.properties ?? {}).map(([key, each]) => [key, sample(each)]),
      );
    default:
      return null;
  }
}

type Path = (string | number)[];

/** The body with the value at a path replaced, or left out when it is undefined. */
function at(body: Any, path: Path, value: Any): Any {
  const copy = structuredClone(body);
  let here = copy;
  for (const step of path.slice(0, -1)) here = here[step];
  const last = path.at(-1);
  if (last === undefined) return value;
  if (value === undefined) delete here[last];
  else here[last] = value;
  return copy;
}

/** A value of none of the types that a schema takes; undefined when it takes them all. */
function ofNoType(schema: Any): Any {
  const branches = schema.anyOf ?? [schema];
  const types = new Set<string>(
    branches.flatMap((each: Any) => each.type ?? typeof (each.const ?? each.enum?.[0])),
  );
  if (types.has('undefined')) return undefined;
  if (!types.has('number') && !types.has('integer')) return 42.5;
  return types.has('string') ? [] : '不是数字';
}

function* ofText(schema: Any): Generator<[string, Any]> {
  if (schema.maxLength) yield ['is too long', 'x'.repeat(schema.maxLength + 1)];
  if (schema.minLength) yield ['is empty', ''];
  const other = "'; drop table matter; -- \t";
  if (schema.format || (schema.pattern && !new RegExp(schema.pattern, 'u').test(other)))
    yield ['has another form', other];
  yield ['holds a NUL', `${text(schema)}\u0000`];
  yield ['holds half a character', `${text(schema)}\ud83d`];
}

function* ofNumber(schema: Any): Generator<[string, Any]> {
  if (schema.maximum !== undefined) yield ['is too large', schema.maximum + 1];
  if (schema.minimum !== undefined) yield ['is too small', schema.minimum - 1];
  if (schema.type === 'integer') yield ['is no whole number', 1.5];
}

function* ofList(schema: Any): Generator<[string, Any]> {
  if (schema.maxItems)
    yield ['has too many', Array.from({ length: schema.maxItems + 1 }, () => sample(schema.items))];
  if (schema.minItems) yield ['is empty', []];
}

function* ofValue(schema: Any): Generator<[string, Any]> {
  const wrong = ofNoType(schema);
  if (wrong !== undefined) yield ['has another type', wrong];
  if (schema.enum || schema.const !== undefined) yield ['is none of those offered', 'nonsense'];
  if (schema.type === 'string') yield* ofText(schema);
  if (schema.type === 'integer' || schema.type === 'number') yield* ofNumber(schema);
  if (schema.type === 'array') yield* ofList(schema);
}

/** Every property, and the items of every list, each wrong in every way its schema knows. */
export function* mistakes(schema: Any, whole: Any = sample(schema), path: Path = []): Generator<Mistake> {
  const inner = schema.anyOf?.[0] ?? schema;
  for (const [what, value] of path.length > 0
    ? ofValue(schema.anyOf ? { ...inner, anyOf: schema.anyOf } : schema)
    : [])
    yield { what, path: path.join('.'), body: at(whole, path, value) };
  for (const part of inner.allOf ?? []) yield* mistakes(part, whole, path);
  for (const [key, each] of Object.entries<Any>(inner.properties ?? {})) {
    const here = [...path, key];
    if (inner.required?.includes(key))
      yield { what: 'is missing', path: here.join('.'), body: at(whole, here, undefined) };
    yield* mistakes(each, whole, here);
  }
  if (inner.additionalProperties === false)
    yield {
      what: 'is not known',
      path: [...path, 'nonsense'].join('.'),
      body: at(whole, [...path, 'nonsense'], 1),
    };
  if (inner.type === 'array' && inner.items) yield* mistakes(inner.items, whole, [...path, 0]);
}

/** Every text of a body that nothing bounds but the size of the whole. */
export function* unbounded(schema: Any, path: string): Generator<string> {
  if (
    schema.type === 'string' &&
    !schema.maxLength &&
    !schema.format &&
    !schema.pattern &&
    !schema.enum &&
    schema.const === undefined
  )
    yield path;
  for (const each of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) yield* unbounded(each, path);
  if (schema.items) yield* unbounded(schema.items, `${path}[]`);
  for (const [key, each] of Object.entries<Any>(schema.properties ?? {}))
    yield* unbounded(each, `${path}.${key}`);
}

import { type Static, type TSchema, Type } from 'typebox';

/**
 * A value of a schema, or null: said as a list of types. Of a union the serialiser would ask a validator, value by value,
 * which branch it is, and the reader of bodies would first try to make the other type of null; a list is a plain look at the
 * type. A shape with a name of its own (`$id`) stays a union, so that the described interface says the name.
 */
export function Nullable<T extends TSchema & { type: string }>(schema: T) {
  if ('$id' in schema) return Type.Unsafe<Static<T> | null>(Type.Union([schema, Type.Null()]));
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, 'null'] });
}

import { randomOf } from './random.ts';

/** The UUID before all others (RFC 9562): where a walk in the order of ids begins, and nobody's own. */
export const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * A UUID version 7 (RFC 9562) of a moment: sorts by time to the millisecond, so that a list in time order
 * is a list in key order and needs no second column.
 */
export function uuidv7(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const random = randomOf(10);
  random[0] = 0x70 | (random[0]! & 0x0f);
  random[2] = 0x80 | (random[2]! & 0x3f);
  const tail = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}

/** The smallest id that a row of this moment could have: the boundary of a time filter on ids. */
export function uuidFloor(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

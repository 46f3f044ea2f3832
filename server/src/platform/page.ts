import { type RawBuilder, sql } from 'kysely';
import { type TSchema, Type } from 'typebox';
import { badField, type Refusal } from './errors.ts';
import { isUuid } from './ids.ts';

/** A keyset page: the rows and, when there are more, the key to ask for the next ones with. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '上一页返回的 next' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '每页条数，默认 50' })),
};

/** The schema of a page of something. */
export function PageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  });
}

/**
 * The number behind `limit`, written into the statement: with a parameter there PostgreSQL does not know that few rows are
 * wanted and plans the statement anew each time, which costs more than reading the page.
 */
export const atMost = (rows: number): RawBuilder<unknown> => sql.lit(Math.trunc(rows));

/** Cuts the one row too many that a query asked for and turns it into the key of the next page. */
export function toPage<T>(rows: T[], limit: number, key: (row: T) => string): Page<T> {
  if (rows.length <= limit) return { items: rows, next: null };
  const items = rows.slice(0, limit);
  return { items, next: key(items[items.length - 1]!) };
}

/** How a cursor is refused that no page ever gave out. */
export const badCursor = (): Refusal =>
  badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');

/** The id that a cursor stands for; refuses what no page ever gave out. */
export function cursorId(cursor: string | undefined): string | null {
  if (!cursor) return null;
  if (!isUuid(cursor)) throw badCursor();
  return cursor;
}

/** The key of a page whose rows go by a moment, what has none last, and by id. */
export const momentKey = (at: Date | null, id: string): string => `${at?.toISOString() ?? '-'}_${id}`;

/** A moment as pages give it out; other texts that are a date to JavaScript are none to the database. */
const isMoment = (text: string): boolean =>
  /^[1-9]\d{3}-.{18}Z$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text;

/** The moment (`infinity` for none) and id that such a key stands for; refuses what no page ever gave out. */
export function cursorMoment(cursor: string | undefined): { at: string; id: string } | null {
  if (!cursor) return null;
  const [moment = '', id = ''] = cursor.split('_');
  const at = moment === '-' ? 'infinity' : moment;
  if (!isUuid(id) || (at !== 'infinity' && !isMoment(at))) throw badCursor();
  return { at, id };
}

import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { ITEM_COLUMNS, type Item, type ItemRow, type Names, toItem } from './item.ts';
import { namesFor } from './names.ts';

/** A matter in a list, and which writing of its row it is (PostgreSQL's xmin: another one after each change). */
export interface Seen {
  id: string;
  seen: string;
}

interface Kept {
  seen: string;
  item: Item;
}

/** What an item was made from beside its row; when one of them is another, so are all items. */
type Sources = Pick<Names, 'registry' | 'areas' | 'units'>;

interface Shelf extends Sources {
  items: Map<string, Kept>;
}

const MOST_KEPT = 5000;
const shelves = new WeakMap<Runtime, Shelf>();
const texts = new WeakMap<Item, Buffer>();

function shelfOf(runtime: Runtime, { registry, areas, units }: Sources): Shelf {
  const shelf = shelves.get(runtime);
  if (shelf?.registry === registry && shelf.areas === areas && shelf.units === units) return shelf;
  const empty = { registry, areas, units, items: new Map() };
  shelves.set(runtime, empty);
  return empty;
}

/** A row with the card that is open on the matter. */
type Row = ItemRow & Seen & { card: string | null };

/** Puts what was just read on the shelf and takes the longest kept off it. */
function keep({ items }: Shelf, rows: readonly Row[], names: Names): void {
  for (const row of rows) {
    items.delete(row.id);
    items.set(row.id, {
      seen: row.seen,
      item: { ...toItem(row, names), ...(row.card !== null && { card: row.card }) },
    });
  }
  for (const id of items.keys()) {
    if (items.size <= MOST_KEPT) break;
    items.delete(id);
  }
}

/**
 * Matters as lists show them, in the order asked for. The newest ones stand in everybody's lists: each is read and put into
 * words once after a change, not for each reader. Whether a reader may see them was decided before.
 */
export async function itemsOf(runtime: Runtime, rows: readonly Seen[]): Promise<Item[]> {
  const shelf = shelfOf(runtime, await namesFor(runtime, []));
  const missing = rows.filter(({ id, seen }) => shelf.items.get(id)?.seen !== seen).map(({ id }) => id);
  if (missing.length > 0) {
    const read = await sql<Row>`
      select ${ITEM_COLUMNS}, m.card, m.xmin::text as seen from matter m where m.id = any (${missing}::uuid[])`.execute(
      runtime.db,
    );
    keep(shelf, read.rows, await namesFor(runtime, read.rows));
  }
  return rows.map(({ id }) => shelf.items.get(id)!.item);
}

function textOf(item: Item): Buffer {
  const text = texts.get(item) ?? Buffer.from(JSON.stringify(item));
  texts.set(item, text);
  return text;
}

const COMMA = Buffer.from(',');

/** A page of items as JSON, each item written once as long as it stays the same. */
export function pageText({ items, next }: { items: readonly Item[]; next: string | null }): Buffer {
  const parts = items.flatMap((item, i) => (i === 0 ? [textOf(item)] : [COMMA, textOf(item)]));
  return Buffer.concat([
    Buffer.from('{"items":['),
    ...parts,
    Buffer.from(`],"next":${JSON.stringify(next)}}`),
  ]);
}

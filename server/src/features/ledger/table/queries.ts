import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import type { Db } from '../../../platform/database/open.ts';
import { badField, notFound } from '../../../platform/errors.ts';
import { isUuid } from '../../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../../platform/page.ts';
import { type Runtime, run } from '../../../platform/runtime.ts';
import { type Asked, allOf, nextOf } from '../asked.ts';
import { columnsOf, Words } from './columns.ts';
import type { Chosen, Column, Ledger, Rows } from './ledger.ts';
import { ledgerFor } from './ledgers.ts';
import type {
  ColumnsView,
  Counted,
  CountQuery,
  GroupQuery,
  Groups,
  RowQuery,
  TableQuery,
  TableRow,
} from './schema.ts';

/** A place in the order of a ledger: area by area, in an area by id, then by id what lies in none. */
export interface Place {
  area: string | null;
  id: string;
}

/** So long a ledger is looked through, in ms: a condition that no index answers reads everything within reach. */
const LONGEST = 5000;
const CANCELLED = '57014';

/** Asks in the program's own scope who is in a ledger (an index cannot serve row-level security); refuses, with a remedy, what takes too long. */
async function asking<T>(runtime: Runtime, work: (db: Db) => Promise<T>): Promise<T> {
  try {
    return await run(runtime, SYSTEM, async ({ db }) => {
      await sql`select set_config('statement_timeout', ${String(LONGEST)}, true)`.execute(db);
      return work(db);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    throw badField(
      'rule',
      'too_wide',
      '这个条件要逐条翻看的太多，没有在限时内查完。请缩小区域，或再加一个选项类的条件（如类别、性别、状态）。',
    );
  }
}

/** The next rows of a ledger. What is shown of them is read within the fence. */
export function nextRows(runtime: Runtime, rows: Rows, after: Place | null, most: number): Promise<Place[]> {
  return asking(runtime, async (db) => {
    const { area = null, id = null } = after ?? {};
    const found: Place[] =
      after && area === null ? [] : await nextOf(db, rows.placed, id && area ? { area, id } : null, most);
    if (found.length >= most || !rows.unplaced) return found;
    const behind = area === null && id !== null ? sql`and p.id > ${id}::uuid` : sql``;
    const unplaced = await sql<Place>`
      select null as area, p.id ${allOf(rows.unplaced)} ${behind} order by p.id limit ${atMost(most - found.length)}`.execute(
      db,
    );
    return [...found, ...unplaced.rows];
  });
}

/** Which of these rows are in a ledger, in their order. */
export async function amongRows(runtime: Runtime, rows: Rows, ids: readonly string[]): Promise<string[]> {
  const one = (asked: Asked) => sql`select p.id ${allOf(asked)} and p.id = any (${ids as string[]}::uuid[])`;
  const there = await asking(runtime, async (db) => {
    const all = rows.unplaced ? sql`${one(rows.placed)} union all ${one(rows.unplaced)}` : one(rows.placed);
    return (await sql<{ id: string }>`${all}`.execute(db)).rows;
  });
  const known = new Set(there.map(({ id }) => id));
  return ids.filter((id) => known.has(id));
}

const cursorOf = ({ area, id }: Place): string => `${area ?? ''}|${id}`;

function placeOf(cursor: string | undefined): Place | null {
  if (!cursor) return null;
  const [area, id] = cursor.split('|');
  if ((area !== '' && !isUuid(area ?? '')) || !isUuid(id ?? ''))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return { area: area || null, id: id! };
}

/** These rows as cells, in their order, as the actor reads them. */
export async function cellsOf(
  runtime: Runtime,
  actor: Actor,
  ledger: Ledger,
  ids: readonly string[],
  columns: readonly Column[],
): Promise<Static<typeof TableRow>[]> {
  const [entries, words] = [await ledger.read(runtime, actor, ids, { columns }), await Words.of(runtime)];
  return entries.map((entry) => ({
    id: entry.id,
    version: entry.version,
    cells: words.cells(columns, entry),
  }));
}

const codesOf = (columns: string): string[] => columns.split(',').filter(Boolean);

/** A page of a ledger. */
export async function tablePage(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof TableQuery>,
): Promise<Page<Static<typeof TableRow>>> {
  const ledger = ledgerFor(actor, query.subject);
  const limit = query.limit ?? 50;
  const columns = await columnsOf(runtime, ledger, codesOf(query.columns));
  const rows = await ledger.rows(runtime, actor, query);
  const page = toPage(await nextRows(runtime, rows, placeOf(query.cursor), limit + 1), limit, cursorOf);
  const ids = page.items.map(({ id }) => id);
  return { items: await cellsOf(runtime, actor, ledger, ids, columns), next: page.next };
}

/** One row of a ledger as it is now. 404 for whoever does not see it. */
export async function tableRow(
  runtime: Runtime,
  actor: Actor,
  id: string,
  query: Static<typeof RowQuery>,
): Promise<Static<typeof TableRow>> {
  const ledger = ledgerFor(actor, query.subject);
  const columns = await columnsOf(runtime, ledger, codesOf(query.columns));
  const [row] = await cellsOf(runtime, actor, ledger, [id], columns);
  if (!row) throw notFound(ledger.name);
  return row;
}

async function totalOf(db: Db, { placed, unplaced }: Rows): Promise<number> {
  let total = 0;
  for (const asked of [placed, unplaced]) {
    if (!asked) continue;
    const { rows } = await sql<{ n: number }>`select count(*)::int as n ${allOf(asked)}`.execute(db);
    total += rows[0]!.n;
  }
  return total;
}

/** How many a ledger holds. */
export async function countTable(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof CountQuery>,
): Promise<Static<typeof Counted>> {
  const rows = await ledgerFor(actor, query.subject).rows(runtime, actor, query as Chosen);
  return { rows: await asking(runtime, (db) => totalOf(db, rows)) };
}

/** How many of a ledger carry each code of a column, the most first. */
export async function groupTable(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof GroupQuery>,
): Promise<Static<typeof Groups>> {
  const ledger = ledgerFor(actor, query.subject);
  const [column] = await columnsOf(runtime, ledger, [query.by], 'by');
  if (!column?.groupable)
    throw badField('by', 'not_groupable', '只能按代码类的项分组，例如性别、学历、类别。');
  const { placed, unplaced, by } = await ledger.rows(runtime, actor, query, column.code);
  const [words, counts] = [await Words.of(runtime), new Map<string | null, number>()];
  await asking(runtime, async (db) => {
    for (const asked of [placed, unplaced]) {
      if (!asked) continue;
      const { rows } = await sql<{ value: string | null; n: number }>`
        select ${by} as value, count(*)::int as n ${allOf(asked)} group by 1`.execute(db);
      for (const { value, n } of rows) counts.set(value, (counts.get(value) ?? 0) + n);
    }
  });
  const items = [...counts].map(([value, rows]) => ({
    ...{ value, rows },
    name: value === null ? '未填写' : words.code(column, value),
  }));
  return {
    total: items.reduce((sum, { rows }) => sum + rows, 0),
    items: items.sort((a, b) => b.rows - a.rows || (a.value ?? '').localeCompare(b.value ?? '')),
  };
}

/** What a ledger may show, and how one of it is called. */
export async function columnsView(
  runtime: Runtime,
  actor: Actor,
  subject: string | undefined,
): Promise<Static<typeof ColumnsView>> {
  const ledger = ledgerFor(actor, subject);
  const items = (await ledger.columns(runtime)).map(({ choices, ...column }) => ({
    ...column,
    choices: Object.entries(choices ?? {}).map(([value, label]) => ({ value, label })),
  }));
  return { title: ledger.title, items };
}

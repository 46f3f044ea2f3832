import { sql } from 'kysely';
import { SYSTEM } from '../access.ts';
import { NIL } from '../ids.ts';
import { type Context, type Runtime, run } from '../runtime.ts';
import { type Plains, type PrintedColumns, printedTable } from './printed.ts';

const BATCH = 500;
const UNIQUE_VIOLATION = '23505';

/** What one step of making a table's fingerprints anew came to. */
export interface Reindexed {
  /** Fingerprints made by the newest search key now. */
  values: number;
  /** Those whose value no key opens, or does not hold it any more: left as they are. */
  lost: number;
  /** Those that another row has by the newest key already (entered twice while the keys changed): left as they are. */
  double: number;
  /** The table was walked to its end. */
  done: boolean;
}

type Row = { id: string } & Record<string, Buffer | null | string>;
type Prints = Record<string, Buffer | null>;

/** A row's fingerprints as they shall be: how many of them are new, and of how many the value is not to be had. */
interface Remade {
  prints: Prints;
  made: number;
  lost: number;
}

/** Where the walk through this table stands, locked; from its beginning when it was for another key. */
async function begin(ctx: Context, table: string, number: number): Promise<string | null> {
  await sql`insert into data_key_use (table_name) values (${table}) on conflict do nothing`.execute(ctx.db);
  const { rows } = await sql<{ printing: number | null; printed_to: string | null }>`
    select printing, printed_to from data_key_use where table_name = ${table} for update`.execute(ctx.db);
  return rows[0]!.printing === number ? rows[0]!.printed_to : null;
}

async function nextRows(ctx: Context, at: PrintedColumns, number: number, after: string | null) {
  const columns = at.columns.map((column) => sql.ref(column));
  const old = columns.map((column) => sql`print_key(${column}) <> ${number}::int`);
  const { rows } = await sql<Row>`
    select ${sql.ref(at.key)} as id, ${sql.join(columns)} from ${sql.table(at.table)}
    where ${sql.ref(at.key)} > coalesce(${after}::uuid, ${NIL}::uuid) and (${sql.join(old, sql` or `)})
    order by ${sql.ref(at.key)} limit ${sql.lit(BATCH)} for update`.execute(ctx.db);
  return rows;
}

/** The fingerprints of a row by the newest key; as they are where their value is not to be had. */
function printsOf(
  { sealer }: Runtime,
  { columns }: PrintedColumns,
  row: Row,
  plains: Plains | undefined,
): Remade {
  const again: Remade = { prints: {}, made: 0, lost: 0 };
  for (const column of columns) {
    const before = row[column] as Buffer | null;
    const plain = before && (plains?.[column] ?? null);
    const fresh = plain === null ? before : sealer.fingerprint(plain);
    again.prints[column] = fresh;
    if (before && plain === null) again.lost++;
    // A walk that makes nothing is the last: what the newest key made already is not made again.
    else if (before && !fresh!.equals(before)) again.made++;
  }
  return again;
}

async function update(ctx: Context, at: PrintedColumns, rows: readonly { id: string; prints: Prints }[]) {
  const values = at.columns.map((column) => sql`${rows.map(({ prints }) => prints[column])}::bytea[]`);
  const set = at.columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`again.${column}`)}`);
  const names = ['id', ...at.columns].map((name) => sql.ref(name));
  await sql`
    update ${sql.table(at.table)} as t set ${sql.join(set)}
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${sql.join(values)}) as again(${sql.join(names)})
    where ${sql.ref(`t.${at.key}`)} = again.id`.execute(ctx.db);
}

/** Whether these could be written: not when another row has the same fingerprint. */
async function tried(ctx: Context, work: () => Promise<void>): Promise<boolean> {
  await sql.raw('savepoint reindex').execute(ctx.db);
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await sql.raw('rollback to savepoint reindex').execute(ctx.db);
    return false;
  }
}

/**
 * Makes the fingerprints of the next part of a table anew with the newest search key, out of the sealed values. What it did and where it
 * stands are one transaction, so it may be broken off at any point and goes on there; programs may read, look for and write beside it.
 */
export function reindexSome(runtime: Runtime, table: string): Promise<Reindexed> {
  const at = printedTable(runtime, table);
  return run(runtime, SYSTEM, async (ctx) => {
    const number = runtime.keys.printing();
    const rows = await nextRows(ctx, at, number, await begin(ctx, table, number));
    const count: Reindexed = { values: 0, lost: 0, double: 0, done: rows.length < BATCH };
    const plains = await at.plains(
      ctx,
      rows.map(({ id }) => id),
    );
    const again = rows.map((row) => ({ id: row.id, ...printsOf(runtime, at, row, plains.get(row.id)) }));
    const all = again.length === 0 || (await tried(ctx, () => update(ctx, at, again)));
    for (const each of again) {
      count.lost += each.lost;
      if (all || (await tried(ctx, () => update(ctx, at, [each])))) count.values += each.made;
      else count.double++;
    }
    const to = count.done ? null : rows.at(-1)!.id;
    ctx.write(sql`update data_key_use set printing = ${count.done ? null : number}::int, printed_to = ${to}::uuid
      where table_name = ${table}`);
    return count;
  });
}

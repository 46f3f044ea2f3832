import { sql } from 'kysely';
import { SYSTEM } from '../access.ts';
import { NIL } from '../ids.ts';
import { type Context, type Runtime, run } from '../runtime.ts';
import { type SealedColumns, sealedTable } from './sealed.ts';

const BATCH = 500;

/** What one step of sealing a table anew came to. */
export interface Resealed {
  /** Values that stand under the newest key now. */
  values: number;
  /** Values that no key opens: left as they are. */
  lost: number;
  /** Nothing of the table stands under an older key any more, but what is lost. */
  done: boolean;
}

type Row = { id: string } & Record<string, Buffer | null | string>;

/** Where the walk through this table stands, locked; from its beginning when it was for another key. */
async function begin(ctx: Context, table: string, number: number): Promise<string | null> {
  await sql`insert into data_key_use (table_name) values (${table}) on conflict do nothing`.execute(ctx.db);
  const { rows } = await sql<{ resealing: number | null; resealed_to: string | null }>`
    select resealing, resealed_to from data_key_use where table_name = ${table} for update`.execute(ctx.db);
  return rows[0]!.resealing === number ? rows[0]!.resealed_to : null;
}

async function nextRows(
  { db }: Context,
  { table, key, columns }: SealedColumns,
  number: number,
  after: string | null,
): Promise<Row[]> {
  const old = columns.map((column) => sql`sealed_key(${sql.ref(column)}) <> ${number}::int`);
  const { rows } = await sql<Row>`
    select ${sql.ref(key)} as id, ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)}
    where ${sql.ref(key)} > coalesce(${after}::uuid, ${NIL}::uuid) and (${sql.join(old, sql` or `)})
    order by ${sql.ref(key)} limit ${BATCH} for update`.execute(db);
  return rows;
}

/** Seals one value anew; as it is when it opens by no key. */
function again({ runtime: { sealer } }: Context, value: Buffer | null, count: Resealed): Buffer | null {
  if (value === null) return null;
  try {
    const sealed = sealer.seal(sealer.open(value));
    count.values++;
    return sealed;
  } catch {
    count.lost++;
    return value;
  }
}

async function write(ctx: Context, at: SealedColumns, rows: Row[], count: Resealed): Promise<void> {
  const values = at.columns.map(
    (column) => sql`${rows.map((row) => again(ctx, row[column] as Buffer | null, count))}::bytea[]`,
  );
  const set = at.columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`again.${column}`)}`);
  const names = ['id', ...at.columns].map((name) => sql.ref(name));
  await sql`
    update ${sql.table(at.table)} as t set ${sql.join(set)}
    from unnest(${rows.map((row) => row.id)}::uuid[], ${sql.join(values)}) as again(${sql.join(names)})
    where ${sql.ref(`t.${at.key}`)} = again.id`.execute(ctx.db);
}

/**
 * Seals the next part of a table with the newest key. What it did and where it stands are one transaction, so it may be broken off at
 * any point and goes on there; programs may read and write beside it.
 */
export function resealSome(runtime: Runtime, table: string): Promise<Resealed> {
  const at = sealedTable(runtime, table);
  return run(runtime, SYSTEM, async (ctx) => {
    const number = runtime.keys.newest();
    const after = await begin(ctx, table, number);
    const rows = await nextRows(ctx, at, number, after);
    const count: Resealed = { values: 0, lost: 0, done: rows.length < BATCH };
    if (rows.length > 0) await write(ctx, at, rows, count);
    const to = count.done ? null : rows.at(-1)!.id;
    ctx.write(sql`update data_key_use set resealing = ${count.done ? null : number}::int, resealed_to = ${to}::uuid
      where table_name = ${table}`);
    return count;
  });
}

import { sql } from 'kysely';
import { SYSTEM } from '../access.ts';
import type { Db } from '../database/open.ts';
import type { Timer } from '../feature.ts';
import { NIL } from '../ids.ts';
import { type Context, type Runtime, run } from '../runtime.ts';
import { type SealedColumns, sealedTable } from './sealed.ts';

/** So many rows are looked at in one step. */
const STEP = 20_000;
/** A count is taken again after so many hours, and when a key was made since. */
const FRESH_HOURS = 24;

/** How many values stand under which key, by number. */
export type Counts = Record<string, number>;

interface Place {
  counting: Counts;
  counted_to: string | null;
}

async function part({ db }: Context, { table, key, columns }: SealedColumns, after: string | null) {
  const { rows } = await sql<{ seen: number; last: string | null; counts: Counts | null }>`
    with part as materialized (
      select ${sql.ref(key)} as id, array[${sql.join(columns.map((column) => sql`sealed_key(${sql.ref(column)})`))}] as numbers
      from ${sql.table(table)} where ${sql.ref(key)} > coalesce(${after}::uuid, ${NIL}::uuid)
      order by ${sql.ref(key)} limit ${STEP}
    )
    select (select count(*)::int from part) as seen, (select id from part order by id desc limit 1) as last,
      (select jsonb_object_agg(number, n) from (
        select number, count(*) as n from part, unnest(numbers) as number where number is not null group by number) as by) as counts`.execute(
    db,
  );
  return rows[0]!;
}

function sum(a: Counts, b: Counts): Counts {
  const all = { ...a };
  for (const [number, n] of Object.entries(b)) all[number] = (all[number] ?? 0) + n;
  return all;
}

/** Counts the next part of a table whose row is locked; says whether that was the last one. */
async function countPart(ctx: Context, table: string, place: Place): Promise<boolean> {
  const { seen, last, counts } = await part(ctx, sealedTable(ctx.runtime, table), place.counted_to);
  const total = JSON.stringify(sum(place.counting, counts ?? {}));
  const whole = seen < STEP;
  ctx.write(
    whole
      ? sql`update data_key_use set counts = ${total}::jsonb, counted_at = now(), counting = '{}', counted_to = null
          where table_name = ${table}`
      : sql`update data_key_use set counting = ${total}::jsonb, counted_to = ${last}::uuid where table_name = ${table}`,
  );
  return whole;
}

/** Counts a table whole, part by part. */
export async function countTable(runtime: Runtime, table: string): Promise<void> {
  const next = (first: boolean) =>
    run(runtime, SYSTEM, async (ctx) => {
      await sql`insert into data_key_use (table_name) values (${table}) on conflict do nothing`.execute(
        ctx.db,
      );
      const { rows } = await sql<Place>`
        select counting, counted_to from data_key_use where table_name = ${table} for update`.execute(ctx.db);
      return countPart(ctx, table, first ? { counting: {}, counted_to: null } : rows[0]!);
    });
  for (let whole = await next(true); !whole; ) whole = await next(false);
}

/** Counts one part of the table whose count is the oldest; nothing while all are fresh. */
async function countSome(runtime: Runtime): Promise<void> {
  const tables = runtime.keys.sealed.map(({ table }) => table);
  await run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<Place & { table_name: string }>`
      select table_name, counting, counted_to from data_key_use
      where table_name = any(${tables}::text[]) and (counted_to is not null or counted_at is null
        or counted_at < greatest(now() - make_interval(hours => ${FRESH_HOURS}), (select max(made_at) from data_key)))
      order by counted_to is null, counted_at nulls first limit 1 for update skip locked`.execute(ctx.db);
    if (rows[0]) await countPart(ctx, rows[0].table_name, rows[0]);
  });
}

/** How many values stand under which key, kept up without ever reading a table at once. */
export const keyTimer: Timer = {
  name: 'keys.count',
  everySeconds: 30,
  async tick(runtime) {
    const tables = runtime.keys.sealed.map(({ table }) => table);
    await sql`insert into data_key_use (table_name) select unnest(${tables}::text[]) on conflict do nothing`.execute(
      runtime.db,
    );
    await countSome(runtime);
  },
};

export interface KeyUse {
  table: string;
  counts: Counts;
  counted_at: Date | null;
}

/** How many values of each table stood under which key when they were last counted. */
export async function keyUses(db: Db): Promise<KeyUse[]> {
  const { rows } = await sql<KeyUse>`
    select table_name as table, counts, counted_at from data_key_use order by table_name`.execute(db);
  return rows;
}

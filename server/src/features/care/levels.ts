import { sql } from 'kysely';
import { parse } from 'yaml';
import { cacheOf } from '../../platform/cache.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';

export type Way = 'home' | 'phone' | 'video';
/** How often somebody is visited, and which ways count. */
export interface Level {
  code: string;
  name: string;
  every_days: number;
  ways: Way[];
  note: string;
}

export const parseLevels = (text: string): Level[] => (parse(text) as { levels: Level[] }).levels;

/** Adds the pack's levels that a city does not have yet. */
export async function provideLevels(ctx: Context, levels: readonly Level[]): Promise<void> {
  const rows = levels.map((level, position) => ({ ...level, position }));
  await sql`
    insert into care_level (code, name, every_days, ways, note, position)
    select code, name, every_days, ways, note, position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(code text, name text, every_days int, ways text[], note text, position int)
    on conflict do nothing`.execute(ctx.db);
  cache.forget(ctx.runtime);
}

const cache = cacheOf(['care.level'], async ({ db }): Promise<Map<string, Level>> => {
  const { rows } = await sql<Level>`
    select code, name, every_days, ways, note from care_level where retired_at is null order by position`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.code, row]));
});

/** The levels in their order, kept in memory. */
export const careLevels = (runtime: Runtime): Promise<Map<string, Level>> => cache.get(runtime);

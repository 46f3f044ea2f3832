import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree, gridsIn } from '../area/index.ts';
import { mustSee } from './policy.ts';
import { readDuty } from './row.ts';
import { gridStanding } from './rules.ts';
import type { Progress, ProgressQuery } from './schema.ts';

export interface Sums {
  asked: number;
  done: number;
  open_late: number;
  done_late: number;
  reworks: number;
}
const NAMES = ['asked', 'done', 'open_late', 'done_late', 'reworks'] as const;
const SUMS = sql.raw(NAMES.map((name) => `coalesce(sum(${name}), 0)::int as ${name}`).join(', '));
const NOTHING: Sums = { asked: 0, done: 0, open_late: 0, done_late: 0, reworks: 0 };

/** The kept numbers of some tasks, of some grids of each (null = all), by task. */
export async function sumsOf(
  db: Db,
  duties: readonly { id: string; grids: string[] | null }[],
): Promise<Map<string, Sums>> {
  const asked = duties.map(({ id, grids }) => ({ id, grids }));
  const { rows } = await sql<Sums & { id: string }>`
    select a.id, ${SUMS} from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(id uuid, grids jsonb)
    left join duty_count c on c.duty_id = a.id and (a.grids is null or jsonb_typeof(a.grids) = 'null' or a.grids ? c.grid_id::text)
    group by a.id`.execute(db);
  return new Map(rows.map(({ id, ...sums }) => [id, sums]));
}

const add = (one: Sums, other: Sums): Sums =>
  Object.fromEntries(NAMES.map((name) => [name, one[name] + other[name]])) as unknown as Sums;

/** How far each grid is, or the areas of a level above, of those the actor sees; a neighbour's grids are not in it. */
export async function progressOf(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { level = 'grid' }: Static<typeof ProgressQuery>,
): Promise<Static<typeof Progress>> {
  const areas = await areaTree(runtime);
  const duty = await readDuty(runtime.db, id);
  const seen = new Set(gridsIn(mustSee(actor, duty, areas), areas, true));
  const { rows } = await sql<Sums & { grid_id: string }>`
    select grid_id, asked, done, open_late, done_late, reworks from duty_count where duty_id = ${id}::uuid`.execute(
    runtime.db,
  );
  const sums = new Map<string, Sums & { grids: number }>();
  for (const { grid_id, ...own } of rows) {
    const area = seen.has(grid_id) ? areas.ancestor(grid_id, level)?.id : undefined;
    if (!area) continue;
    const known = sums.get(area);
    sums.set(area, { ...add(known ?? NOTHING, own), grids: (known?.grids ?? 0) + 1 });
  }
  const items = [...sums].map(([area, own]) => {
    const node = areas.get(area)!;
    const parent = areas.get(node.parentId ?? '')?.name ?? '';
    return { area, name: node.name, parent, code: node.code, standing: gridStanding(own), ...own };
  });
  return { items: items.sort((a, b) => (a.code < b.code ? -1 : 1)).map(({ code: _, ...item }) => item) };
}

import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree, gridsIn } from '../area/index.ts';
import { mustSee } from './policy.ts';
import { type Campaign, readCampaign } from './row.ts';
import { coverageOf } from './rules.ts';
import type { CoverageOut } from './schema.ts';

export interface Sums {
  planned: number;
  done: number;
  late: number;
  open_late: number;
  findings: number;
  matters: number;
}
const NAMES = ['planned', 'done', 'late', 'open_late', 'findings', 'matters'] as const;
const SUMS = sql.raw(NAMES.map((name) => `coalesce(sum(${name}), 0)::int as ${name}`).join(', '));
const NOTHING: Sums = { planned: 0, done: 0, late: 0, open_late: 0, findings: 0, matters: 0 };

/** The kept numbers of a campaign, of some grids or of all (null). */
export async function sumOf(db: Db, campaign: string, grids: readonly string[] | null): Promise<Sums> {
  const within = grids === null ? sql`` : sql`and grid_id = any (${grids as string[]}::uuid[])`;
  const { rows } = await sql<Sums>`
    select ${SUMS} from patrol_count where campaign_id = ${campaign}::uuid ${within}`.execute(db);
  return rows[0] ?? NOTHING;
}

async function byGrid(db: Db, campaign: string): Promise<Map<string, Sums>> {
  const { rows } = await sql<Sums & { grid_id: string }>`
    select grid_id, planned, done, late, open_late, findings, matters from patrol_count where campaign_id = ${campaign}::uuid`.execute(
    db,
  );
  return new Map(rows.map(({ grid_id, ...sums }) => [grid_id, sums]));
}

type Row = Static<typeof CoverageOut>['items'][number];

function rowOf(grid: string, sums: Sums, areas: AreaTree): Row {
  const area = areas.get(grid);
  return {
    grid,
    name: area?.name ?? '',
    community: areas.get(area?.parentId ?? '')?.name ?? '',
    coverage: coverageOf(sums),
    ...sums,
  };
}

/** How far each grid is, of those the actor sees; a neighbour's grids are not in it. */
export async function coverage(runtime: Runtime, actor: Actor, id: string): Promise<{ items: Row[] }> {
  const areas = await areaTree(runtime);
  const campaign = await readCampaign(runtime.db, id);
  const seen = new Set(gridsIn(mustSee(actor, campaign, areas), areas));
  const counts = await byGrid(runtime.db, id);
  // Grids that have ended since stay in the numbers; they have no place on the map any more.
  const grids = gridsIn(campaign.areas, areas).filter((grid) => seen.has(grid));
  return { items: grids.map((grid) => rowOf(grid, counts.get(grid) ?? NOTHING, areas)) };
}

function add(one: Sums, other: Sums): Sums {
  return Object.fromEntries(NAMES.map((name) => [name, one[name] + other[name]])) as unknown as Sums;
}

/** What a closed campaign came to: the whole, each community, and what was found most. Called while its row is locked. */
export async function reportOf(db: Db, campaign: Campaign, areas: AreaTree) {
  const counts = await byGrid(db, campaign.id);
  // By the area, not its name: communities of two streets may be called alike.
  const communities = new Map<string, Sums & { grids: number; walked: number }>();
  for (const [grid, sums] of counts) {
    const community = areas.get(grid)?.parentId ?? '';
    const known = communities.get(community) ?? { ...NOTHING, grids: 0, walked: 0 };
    communities.set(community, {
      ...add(known, sums),
      grids: known.grids + 1,
      walked: known.walked + (sums.done > 0 ? 1 : 0),
    });
  }
  const { rows } = await sql<{ item: string; n: number }>`
    select item, count(*)::int as n from patrol_finding where campaign_id = ${campaign.id}::uuid group by item order by n desc, item`.execute(
    db,
  );
  const label = (code: string) => campaign.items.find((item) => item.code === code)?.label ?? code;
  return {
    total: [...counts.values()].reduce(add, NOTHING),
    grids: counts.size,
    walked: [...counts.values()].filter((sums) => sums.done > 0).length,
    communities: [...communities].map(([id, sums]) => ({ id, name: areas.get(id)?.name ?? '', ...sums })),
    found: rows.map(({ item, n }) => ({ label: label(item), n })),
  };
}

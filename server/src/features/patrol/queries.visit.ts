import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { momentKey, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { openFor, type TodoWork } from '../task/index.ts';
import { sightOf, WALK, walksIt } from './policy.ts';
import { findingsWhere } from './queries.finding.ts';
import { readCampaign, readVisit, type Visit } from './row.ts';
import type { Item } from './rules.items.ts';
import type { VisitDetail, VisitItem } from './schema.ts';

type Row = {
  id: string;
  campaign: string;
  campaign_name: string;
  theme: string;
  grid_id: string;
  n: number;
  times: number;
  due_at: Date;
  items: Item[];
  places: { name: string; lng?: number; lat?: number }[];
};

const COLUMNS = sql.raw(
  `v.id, v.campaign_id as campaign, c.name as campaign_name, c.theme, v.grid_id, v.n, c.times, v.due_at, c.items, c.places`,
);

const itemOf = ({ grid_id, due_at, ...row }: Row, areas: AreaTree, now: Date): Static<typeof VisitItem> => ({
  ...row,
  grid_name: areas.get(grid_id)?.name ?? '',
  due_at: due_at.toISOString(),
  overdue: due_at < now,
});

/** What is to be walked in the actor's grids and for those it stands in for, the most pressing first. */
export async function openVisits(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number },
): Promise<Page<Static<typeof VisitItem>>> {
  const areas = await areaTree(runtime);
  const limit = query.limit ?? 50;
  const open = openFor('patrol_visit', actor, areas, { permission: WALK, cursor: query.cursor, limit });
  const { rows } = await sql<Row>`
    select ${COLUMNS} from (${open}) k
    join patrol_visit v on v.id = k.id join patrol_campaign c on c.id = v.campaign_id order by v.due_at, v.id`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, ({ due_at, id }) => momentKey(due_at, id));
  return { items: page.items.map((row) => itemOf(row, areas, runtime.clock.now())), next: page.next };
}

/** How visits stand in 待办 for who has them, by id. */
export async function visitTodos(
  runtime: Runtime,
  _actor: Actor,
  ids: readonly string[],
): Promise<Map<string, TodoWork>> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from patrol_visit v join patrol_campaign c on c.id = v.campaign_id where v.id = any (${ids as string[]}::uuid[])`.execute(
    runtime.db,
  );
  return new Map(
    rows.map(({ id, campaign: of, campaign_name: title, theme, n, times, grid_id: area }) => {
      const about = times > 1 ? `${theme} · 本期第 ${n} 次` : theme;
      return [id, { id, of, title, about, area }];
    }),
  );
}

/** One visit with its checklist, for who walks its grid or sees it there; else 404. */
export async function visitDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof VisitDetail>> {
  const areas = await areaTree(runtime);
  const visit = await readVisit(runtime.db, id);
  const campaign = await readCampaign(runtime.db, visit.campaign_id);
  if (!seesIt(actor, campaign, visit, areas)) throw notFound('巡查任务');
  const { name, theme, times, items, places } = campaign;
  const { n, grid_id, due_at } = visit;
  const row = {
    id,
    campaign: campaign.id,
    campaign_name: name,
    theme,
    grid_id,
    n,
    times,
    due_at,
    items,
    places,
  };
  return {
    ...itemOf(row, areas, runtime.clock.now()),
    overdue: visit.state === 'open' && due_at < runtime.clock.now(),
    state: visit.state,
    done_at: visit.done_at?.toISOString() ?? null,
    findings: await findingsWhere(runtime, sql`f.visit_id = ${id}::uuid`, 100),
  };
}

function seesIt(
  actor: Actor,
  campaign: Parameters<typeof sightOf>[1],
  visit: Visit,
  areas: AreaTree,
): boolean {
  if (visit.done_by === actor.id || walksIt(actor, visit, areas)) return true;
  return (sightOf(actor, campaign, areas) ?? []).some((top) => areas.within(visit.grid_id, top));
}

/** Whether an actor may see the photos of a visit: as the visit itself. */
export async function seesVisit(runtime: Runtime, actor: Actor, id: string): Promise<boolean> {
  const areas = await areaTree(runtime);
  const visit = await readVisit(runtime.db, id);
  return seesIt(actor, await readCampaign(runtime.db, visit.campaign_id), visit, areas);
}

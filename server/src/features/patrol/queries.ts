import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { gridsSeen, managesIt, mustSee, sightOf, touching } from './policy.ts';
import { sumOf } from './queries.coverage.ts';
import { CAMPAIGN, type Campaign, readCampaign } from './row.ts';
import type { CampaignDetail, CampaignItem, CampaignQuery } from './schema.ts';

type Item = Static<typeof CampaignItem>;

/** The numbers of a campaign within what the actor sees of it. */
async function itemOf(runtime: Runtime, campaign: Campaign, actor: Actor, areas: AreaTree): Promise<Item> {
  const grids = gridsSeen(campaign, sightOf(actor, campaign, areas) ?? [], areas);
  const units = await unitRegistry(runtime);
  const { id, name, theme, starts_on, ends_on, per, times, state } = campaign;
  return {
    ...{ id, name, theme, starts_on, ends_on, per, times, state },
    unit_name: units.get(campaign.owner_unit)?.name ?? '',
    created_at: campaign.created_at.toISOString(),
    ...(await sumOf(runtime.db, id, grids)),
  };
}

/** The newest campaigns an actor sees, with its own numbers of each. */
export async function listCampaigns(
  runtime: Runtime,
  actor: Actor,
  filters: Static<typeof CampaignQuery>,
): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const limit = filters.limit ?? 50;
  const after = cursorId(filters.cursor);
  const where: RawBuilder<unknown>[] = [touching(actor, areas, 'c')];
  if (filters.state) where.push(sql`c.state = ${filters.state}`);
  if (after)
    where.push(
      sql`(c.created_at, c.id) < (select k.created_at, k.id from patrol_campaign k where k.id = ${after}::uuid)`,
    );
  const { rows } = await sql<Campaign>`
    select ${CAMPAIGN} from patrol_campaign c where ${sql.join(where, sql` and `)}
    order by c.created_at desc, c.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return {
    items: await Promise.all(page.items.map((row) => itemOf(runtime, row, actor, areas))),
    next: page.next,
  };
}

/** One campaign as this actor sees it; 404 when it does not touch what the actor sees. The report is its managers'. */
export async function campaignDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof CampaignDetail>> {
  const areas = await areaTree(runtime);
  const campaign = await readCampaign(runtime.db, id);
  mustSee(actor, campaign, areas);
  const manages = managesIt(actor, campaign, areas);
  return {
    ...(await itemOf(runtime, campaign, actor, areas)),
    version: campaign.version,
    areas: campaign.areas.map((area) => ({ id: area, name: areas.get(area)?.name ?? '' })),
    items: campaign.items,
    places: campaign.places,
    manages,
    closed_at: campaign.closed_at?.toISOString() ?? null,
    report: manages ? (campaign.report as Record<string, unknown> | null) : null,
  };
}

import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { queryText, wordsAsked } from '../../platform/words.ts';
import { areaTree } from '../area/index.ts';
import { plate } from '../dictionary/index.ts';
import { inReach, reachOf, rightsOf, within } from './policy.ts';
import { namer } from './queries.kinds.ts';
import { PLACE, type PlaceRow } from './row.ts';
import type { ListQuery, PlaceItem } from './schema.ts';

export type Item = Static<typeof PlaceItem>;
type Query = Static<typeof ListQuery>;

/** The masked values about persons of these rows; none where the fence hides them. */
export async function maskedOf(
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const { rows } = await sql<{ place_id: string; masked: Record<string, string> }>`
    select place_id, masked from place_sealed where place_id = any (${ids as string[]}::uuid[])`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ place_id, masked }) => [place_id, masked]));
}

/** Rows as they are shown: codes with their names, what is about persons masked. */
export async function itemsOf(ctx: Context, rows: readonly PlaceRow[]): Promise<Item[]> {
  const [areas, nameOf, masked] = await Promise.all([
    areaTree(ctx.runtime),
    namer(ctx.runtime),
    maskedOf(
      ctx,
      rows.map(({ id }) => id),
    ),
  ]);
  return rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    kind: row.kind,
    kind_name: nameOf(row.subject, 'kind', row.kind),
    name: row.name,
    code: row.code,
    state: row.state,
    state_name: row.state && nameOf(row.subject, 'state', row.state),
    address: row.address,
    area_id: row.area_id,
    area_name: row.area_id ? areas.fullName(row.area_id) : '',
    point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
    public: row.public,
    items: row.items,
    masked: masked.get(row.id) ?? {},
    changed_at: row.changed_at.toISOString(),
    retired_at: row.retired_at?.toISOString() ?? null,
    version: row.version,
  }));
}

/** What is asked for by words; a vehicle only by its whole plate, an incident among those within reach: no list of words holds these. */
function asked(runtime: Runtime, { subject, q }: Query): RawBuilder<unknown>[] {
  const question = q?.trim();
  if (!question) return [];
  if (subject === 'vehicle') {
    const whole = plate(question);
    if (!whole.ok) throw badField('q', 'bad_plate', '车辆按完整车牌查找，例如 鄂A12345。');
    return [printIs(runtime.sealer, sql.ref('p.print'), whole.value)];
  }
  const words = wordsAsked(question);
  if (words.length === 0)
    throw badField('q', 'too_short', '请至少输入两个连着的汉字，或一个词、数字、完整代码。');
  if (subject === 'incident')
    return [
      sql`(p.code = ${question} or strpos(p.name, ${question}) > 0 or strpos(p.address, ${question}) > 0)`,
    ];
  const query = queryText(words.map((word) => [[word]]));
  return [sql`p.id = any (array(select place_id from place_search where doc @@ ${query}::tsquery))`];
}

function conditions(runtime: Runtime, query: Query): RawBuilder<unknown>[] {
  const { subject, kind, state, building, house, holder, related, retired } = query;
  const here = (column: string, id: string) =>
    sql`p.id in (select l.place_id from place_link l where l.to_on is null and l.${sql.ref(column)} = ${id}::uuid)`;
  return [
    sql`p.subject = ${subject}`,
    retired ? sql`p.retired_at is not null` : sql`p.retired_at is null`,
    ...(kind ? [sql`p.kind = ${kind}`] : []),
    ...(state ? [sql`p.state = ${state}`] : []),
    ...(building ? [here('building_id', building)] : []),
    ...(house ? [here('house_id', house)] : []),
    ...(holder ? [sql`p.holder_id = ${holder}::uuid`] : []),
    ...(related ? [sql`p.related_id = ${related}::uuid`] : []),
    ...asked(runtime, query),
  ];
}

/** What lies in the actor's areas, newest first; a search when something is asked for. */
export async function listPlaces(runtime: Runtime, actor: Actor, query: Query): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const reach = within(reachOf(actor, areas, rightsOf(query.subject).view), areas, query.area);
  const limit = query.limit ?? 50;
  const after = cursorId(query.cursor);
  const where = [
    ...conditions(runtime, query),
    inReach(sql`p.area_id`, reach),
    ...(after ? [sql`p.id < ${after}::uuid`] : []),
  ];
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<PlaceRow>`
      select ${PLACE} from place p where ${sql.join(where, sql` and `)} order by p.id desc limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, (row) => row.id);
    return { items: await itemsOf(ctx, page.items), next: page.next };
  });
}

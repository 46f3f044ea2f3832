import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { registryItems } from '../dictionary/index.ts';
import { itemSql, type TableColumn, type TableEntry, type TableReach } from '../source/index.ts';
import { inReach, reachOf, rightsOf, within } from './policy.ts';
import { componentKinds } from './queries.kinds.ts';
import { maskedOf } from './queries.ts';
import { PLACE, type PlaceRow } from './row.ts';
import { CODE_ITEM, fieldsOf, personal, type Subject } from './rules.ts';

/** What a list of a subject may show; what is about persons is shown masked, and asked for by no condition. */
export async function placeColumns(runtime: Runtime, subject: Subject): Promise<TableColumn[]> {
  const registry = await registryItems(runtime);
  const kinds = subject === 'component' ? await componentKinds(runtime) : null;
  return fieldsOf(registry, subject).map((item): TableColumn => {
    const { code, name, type, dictionary } = item;
    if (personal(item)) return { code, name, type: 'text' };
    const coded = kinds && code === 'kind';
    return {
      ...{ code, name, sql: itemSql(code, type), type: coded ? 'code' : type },
      ...(dictionary && { dictionary }),
      ...(coded && { choices: Object.fromEntries(kinds.map((each) => [each.code, each.name])) }),
      ...((dictionary || coded || type === 'flag') && { indexed: true }),
      // An identifier is one thing's own: it is changed where it can be looked at.
      ...(code !== CODE_ITEM[subject] && { editable: true }),
    };
  });
}

/** What of a subject is in use and within reach. */
export async function placeReach(
  subject: Subject,
  runtime: Runtime,
  actor: Actor,
  area?: string,
): Promise<TableReach> {
  const areas = await areaTree(runtime);
  const reach = within(reachOf(actor, areas, rightsOf(subject).view), areas, area);
  const mine = sql`p.subject = ${sql.lit(subject)} and p.retired_at is null`;
  return reach === null
    ? {
        placed: sql<boolean>`${mine} and p.area_id is not null`,
        unplaced: sql<boolean>`${mine} and p.area_id is null`,
      }
    : { placed: sql<boolean>`${mine} and ${inReach(sql`p.area_id`, reach)}`, unplaced: null };
}

/** Those in use that the actor reaches, by id. */
export async function readPlaces(
  ctx: Context,
  subject: Subject,
  ids: readonly string[],
): Promise<Map<string, TableEntry>> {
  const reach = reachOf(ctx.actor, await areaTree(ctx.runtime), rightsOf(subject).view);
  const { rows } = await sql<PlaceRow>`
    select ${PLACE} from place p where p.id = any (${ids as string[]}::uuid[]) and p.subject = ${subject} and p.retired_at is null
      and ${inReach(sql`p.area_id`, reach)}`.execute(ctx.db);
  const masked = await maskedOf(ctx, ids);
  return new Map(
    rows.map(({ id, version, area_id, items }) => [
      id,
      { id, version, area: area_id, values: { ...items, ...masked.get(id) } },
    ]),
  );
}

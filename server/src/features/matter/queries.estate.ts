import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { estateDetail } from '../housing/index.ts';
import { ITEM_COLUMNS, type Item, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { visible } from './policy.ts';

const MOST = 50;
/** About 60 metres around the outermost buildings: yard and gate. */
const AROUND = 0.0006;

/**
 * What the property company of an estate has open there and the actor may see, newest first, at most fifty; empty where there is no
 * company. 404 for who does not see the estate.
 */
export async function estateMatters(runtime: Runtime, actor: Actor, id: string): Promise<Item[]> {
  const { box, property } = await estateDetail(runtime, actor, id);
  if (!box || !property) return [];
  const areas = await areaTree(runtime);
  const [west, south, east, north] = box;
  const { rows } = await sql<ItemRow>`
    select ${ITEM_COLUMNS} from matter_party p join matter m on m.id = p.matter_id
    where p.ref = ${property.id}::uuid and p.open and m.open and m.property_unit = ${property.id}::uuid
      and m.lng between ${west - AROUND}::float8 and ${east + AROUND}::float8
      and m.lat between ${south - AROUND}::float8 and ${north + AROUND}::float8 and ${visible(actor, areas)}
    order by p.matter_id desc limit ${atMost(MOST)}`.execute(runtime.db);
  const names = await namesFor(runtime, rows);
  return rows.map((row) => toItem(row, names));
}

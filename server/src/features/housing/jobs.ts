import { type RawBuilder, sql } from 'kysely';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { gridAt } from '../area/index.ts';
import { touch } from './commands.map.ts';
import { say } from './say.ts';

/** So many buildings are looked at in one go. */
const BATCH = 2000;

interface Standing {
  id: string;
  area_id: string | null;
  lng: number;
  lat: number;
  event_hash: Buffer | null;
}
interface Move extends Standing {
  to: string | null;
}

/** Those placed by their position, of all behind an id or of some, which are then held until they are moved. */
async function placed(ctx: Context, which: RawBuilder<unknown>): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select id, area_id, lng, lat, event_hash from housing_building
    where area_by = 'place' and lng is not null and retired_at is null and ${which}`.execute(ctx.db);
  return rows;
}

async function movesIn(ctx: Context, rows: readonly Standing[]): Promise<Move[]> {
  const placed = await Promise.all(
    rows.map(async (row) => ({ ...row, to: (await gridAt(ctx.runtime, row.lng, row.lat)).grid })),
  );
  return placed.filter((row) => row.to !== row.area_id);
}

/** Gives buildings the grids they now lie in, their houses with them; each says so, for whoever keeps people there. */
async function move(ctx: Context, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const rows = moves.map((building) => {
    const hash = say(ctx, {
      ...{ subject: 'building' as const, id: building.id, what: 'placed', prevHash: building.event_hash },
      ...{
        scopes: [building.area_id, building.to],
        data: { area: building.to, area_before: building.area_id },
      },
    });
    return { id: building.id, to: building.to, hash: `\\x${hash.toString('hex')}` };
  });
  await ctx.flush();
  const json = JSON.stringify(rows);
  await sql`
    update housing_building b set area_id = m.to, version = version + 1, event_hash = m.hash
    from jsonb_to_recordset(${json}::jsonb) as m(id uuid, "to" uuid, hash bytea) where b.id = m.id`.execute(
    ctx.db,
  );
  await sql`
    update housing_house h set area_id = m.to
    from jsonb_to_recordset(${json}::jsonb) as m(id uuid, "to" uuid) where h.building_id = m.id`.execute(
    ctx.db,
  );
  await touch(
    ctx,
    moves.map(({ id }) => id),
  );
}

/** After grids were drawn anew every building that was placed by its position belongs to whichever grid now holds it, or to none. */
export const areaFollower: Subscriber = {
  name: 'housing.areas',
  wants: (kind) => kind === 'area.boundaries-published',
  async handle(ctx) {
    for (let after = NIL; ; ) {
      const rows = await placed(ctx, sql`id > ${after}::uuid order by id limit ${atMost(BATCH)}`);
      const ids = (await movesIn(ctx, rows)).map(({ id }) => id);
      // Looked at again once they are held: somebody may have moved one by hand.
      if (ids.length > 0) {
        const held = await placed(ctx, sql`id = any (${ids}::uuid[]) order by id for no key update`);
        await move(ctx, await movesIn(ctx, held));
      }
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.id;
    }
  },
};

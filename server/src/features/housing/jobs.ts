import { sql } from 'kysely';
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
      const { rows } = await sql<Standing>`
        select id, area_id, lng, lat, event_hash from housing_building
        where id > ${after}::uuid and area_by = 'place' and lng is not null and retired_at is null
        order by id limit ${atMost(BATCH)}`.execute(ctx.db);
      await move(ctx, await movesIn(ctx, rows));
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.id;
    }
  },
};

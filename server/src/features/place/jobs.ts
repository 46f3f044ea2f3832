import { type RawBuilder, sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { gridAt } from '../area/index.ts';
import { moveFences } from '../source/index.ts';
import { tell } from './commands.ts';
import { PLACE, type PlaceRow } from './row.ts';

type Side = [area: string | null, kind: string] | null;
interface Change {
  subject: string;
  from: Side;
  to: Side;
}

/** Keeps how many of each kind a grid holds. Sums a batch first, so that a counter is touched once. */
export const counter: Subscriber = {
  name: 'place.counts',
  wants: (kind) => kind.startsWith('place.'),
  async handle(ctx: Context, events: EventRow[]) {
    const sums = new Map<string, { area: string | null; subject: string; kind: string; n: number }>();
    const add = (subject: string, side: Side, n: number) => {
      if (!side) return;
      const [area, kind] = side;
      const key = JSON.stringify([area, subject, kind]);
      const known = sums.get(key) ?? { area, subject, kind, n: 0 };
      sums.set(key, { ...known, n: known.n + n });
    };
    for (const { data } of events) {
      const change = data.count as Change | undefined;
      if (!change) continue;
      add(change.subject, change.from, -1);
      add(change.subject, change.to, 1);
    }
    // Sorted, so that two programs lock counters in the same order.
    const rows = [...sums]
      .filter(([, { n }]) => n !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row);
    if (rows.length > 0)
      ctx.write(sql`
        insert into place_count (area_id, subject, kind, n)
        select area, subject, kind, n from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(area uuid, subject text, kind text, n int)
        on conflict (area_id, subject, kind) do update set n = place_count.n + excluded.n`);
  },
};

const BATCH = 2000;

/** Those that lie by their point, of all behind an id or of some, which are then held until they are moved. */
async function lying(ctx: Context, which: RawBuilder<unknown>): Promise<PlaceRow[]> {
  const { rows } = await sql<PlaceRow>`
    select ${PLACE} from place p where p.area_by = 'place' and p.lng is not null and ${which}`.execute(
    ctx.db,
  );
  return rows;
}

type Move = PlaceRow & { to: string | null };

async function movesIn({ runtime }: Context, rows: readonly PlaceRow[]): Promise<Move[]> {
  const found = await Promise.all(
    rows.map(async (row) => ({ ...row, to: (await gridAt(runtime, row.lng!, row.lat!)).grid })),
  );
  return found.filter(({ to, area_id }) => to !== area_id);
}

async function move(ctx: Context, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const lines = [];
  for (const { to, ...row } of moves) {
    const hash = await tell(ctx, {
      ...{ kind: 'place.moved', row: { ...row, area_id: to }, data: { was: row.area_id } },
      from: row.retired_at ? null : [row.area_id, row.kind],
      to: row.retired_at ? null : [to, row.kind],
      prevHash: row.event_hash,
    });
    lines.push({ id: row.id, area: to, hash: hash.toString('hex') });
  }
  const list = sql`jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as m(id uuid, area uuid, hash text)`;
  ctx.write(sql`
    update place p set area_id = m.area, version = version + 1, event_hash = decode(m.hash, 'hex') from ${list} where p.id = m.id`);
  ctx.write(sql`update place_point p set area_id = m.area from ${list} where p.place_id = m.id`);
  await ctx.flush();
  await moveFences(ctx, new Map(moves.map(({ id, to }) => [id, to])));
}

/** Grids drawn anew: what lies by its point is looked up again; what somebody placed by hand stays. */
export const areaFollower: Subscriber = {
  name: 'place.areas',
  wants: (kind) => kind === 'area.boundaries-published',
  most: 1,
  async handle(ctx: Context) {
    for (let after = NIL; ; ) {
      const rows = await lying(ctx, sql`p.id > ${after}::uuid order by p.id limit ${atMost(BATCH)}`);
      const ids = (await movesIn(ctx, rows)).map(({ id }) => id);
      // Looked at again once they are held: somebody may have moved one by hand.
      if (ids.length > 0) {
        const held = await lying(ctx, sql`p.id = any (${ids}::uuid[]) order by p.id for no key update`);
        await move(ctx, await movesIn(ctx, held));
      }
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return;
      after = last.id;
    }
  },
};

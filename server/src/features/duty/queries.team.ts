import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { dayOf } from '../../platform/day.ts';
import { notFound } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { editsTeam } from './policy.ts';
import { homeIn } from './queries.home.ts';
import { phonesOf } from './queries.phone.ts';
import type { Member, Neighbour, Station, Team } from './schema.team.ts';
import { codes, NEIGHBOURS, TEAM_ROLES } from './words.ts';

interface MemberRow {
  id: string;
  area_id: string;
  role: keyof typeof TEAM_ROLES;
  name: string;
  unit_id: string | null;
  unit_name: string | null;
  services: string | null;
  from_on: string;
  to_on: string | null;
  version: number;
}
interface NeighbourRow {
  id: string;
  area_id: string;
  kind: keyof typeof NEIGHBOURS;
  parent_id: string | null;
  name: string;
  head: string | null;
  place: string | null;
  version: number;
}
interface StationRow {
  area_id: string;
  name: string;
  address: string;
  lng: number | null;
  lat: number | null;
  hours: string | null;
  phone: string | null;
  version: number;
}

const MOST = 500;
const roleOrder = codes(TEAM_ROLES);
const kindOrder = codes(NEIGHBOURS);

/** What there is in some areas (a grid and its community). */
async function rowsIn(ctx: Context, ids: string[]) {
  const members = await sql<MemberRow>`
    select id, area_id, role, name, unit_id, unit_name, services, from_on::text as from_on, to_on::text as to_on, version
    from duty_member where area_id = any (${ids}::uuid[]) order by from_on, id limit ${sql.lit(MOST)}`.execute(
    ctx.db,
  );
  const neighbours = await sql<NeighbourRow>`
    select id, area_id, kind, parent_id, name, head, place, version from duty_neighbour
    where area_id = any (${ids}::uuid[]) and ended_on is null order by created_at, id limit ${sql.lit(MOST)}`.execute(
    ctx.db,
  );
  const stations = await sql<StationRow>`
    select area_id, name, address, lng, lat, hours, phone, version from duty_station where area_id = any (${ids}::uuid[])`.execute(
    ctx.db,
  );
  return { members: members.rows, neighbours: neighbours.rows, stations: stations.rows };
}

/** Every phone of these holders: whole where the reader may read it, masked else. */
async function shownPhones(runtime: Runtime, holders: string[], whole: Map<string, string>) {
  const hidden = holders.filter((holder) => !whole.has(holder));
  if (hidden.length === 0) return whole;
  const all = await run(runtime, SYSTEM, (ctx) => phonesOf(ctx, hidden));
  return new Map([...whole, ...[...all].map(([id, phone]): [string, string] => [id, maskPhone(phone)])]);
}

/** The grid (or community) with what stands above it in the same community. */
function placesOf(area: string, areas: AreaTree): string[] {
  const node = areas.get(area);
  if (!node || !['grid', 'community'].includes(node.level)) throw notFound('网格');
  const community = areas.ancestor(area, 'community')?.id;
  return [...new Set([area, ...(community ? [community] : [])])];
}

/**
 * The service team, neighbour organisation and station of a grid, for everybody signed in. Work phones are whole for staff of the
 * place and for residents whose grid it is, masked for all others.
 */
export async function teamOf(runtime: Runtime, actor: Actor, area: string): Promise<Static<typeof Team>> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const places = placesOf(area, areas);
  const { found, whole, home } = await run(runtime, actor, async (ctx) => {
    const found = await rowsIn(ctx, places);
    const holders = [...found.members, ...found.neighbours].map(({ id }) => id);
    return { found, whole: await phonesOf(ctx, holders), home: await homeIn(ctx) };
  });
  const today = dayOf(runtime.clock.now());
  const edits = editsTeam(actor, area, areas);
  const holders = [...found.members, ...found.neighbours].map(({ id }) => id);
  const phones = await shownPhones(runtime, holders, whole);
  const nameOf = (id: string) => ({ id, name: areas.get(id)?.name ?? '' });
  const member = (row: MemberRow): Static<typeof Member> => ({
    ...{ id: row.id, area: nameOf(row.area_id), role: row.role, role_name: TEAM_ROLES[row.role] },
    ...{ name: row.name, unit: row.unit_id, services: row.services, version: row.version },
    unit_name: row.unit_name ?? units.get(row.unit_id ?? '')?.name ?? null,
    phone: phones.get(row.id) ?? null,
    ...{ from_on: row.from_on, to_on: row.to_on },
  });
  const neighbour = ({ area_id, parent_id, ...row }: NeighbourRow): Static<typeof Neighbour> => ({
    ...row,
    ...{ area: nameOf(area_id), parent: parent_id, kind_name: NEIGHBOURS[row.kind] },
    phone: phones.get(row.id) ?? null,
  });
  const station = ({ area_id, lng, lat, ...row }: StationRow): Static<typeof Station> => ({
    ...row,
    area: nameOf(area_id),
    point: lng === null || lat === null ? null : { lng, lat },
  });
  const present = (row: MemberRow) => row.from_on <= today && (row.to_on === null || row.to_on >= today);
  const byRole = found.members.toSorted((a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role));
  const node = areas.get(area)!;
  return {
    area: { id: area, name: node.name, full_name: areas.fullName(area), level: node.level },
    home: home?.grid_id === area,
    edits,
    members: byRole.filter(present).map(member),
    past: edits ? byRole.filter((row) => !present(row)).map(member) : [],
    neighbours: found.neighbours
      .toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind))
      .map(neighbour),
    stations: found.stations.toSorted((a) => (a.area_id === area ? -1 : 1)).map(station),
  };
}

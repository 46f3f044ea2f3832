import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type Boundary, contains } from './geometry.ts';

interface PlaceRow {
  id: string;
  area_id: string;
  retired: boolean;
  lng: number | null;
  lat: number | null;
}

interface Drawn {
  id: string;
  code: string;
  geometry: Boundary;
}

/** The drawn grid that holds a place; one without a point goes along when its grid ended and only one was drawn. */
function homeOf(place: PlaceRow, drawn: readonly Drawn[]): string | undefined {
  const { lng, lat, retired } = place;
  const only = retired && drawn.length === 1 ? drawn[0]!.id : undefined;
  if (lng === null || lat === null) return only;
  return drawn.find(({ geometry }) => contains(geometry, lng, lat))?.id ?? only;
}

/**
 * After grids were drawn anew, the places of the grids that changed or ended belong to whichever now holds them: an
 * address leads to the grid that answers for it. A place that its new grid knows already stays where it is.
 */
export async function movePlaces(
  ctx: Context,
  boundaries: readonly { code: string; geometry: Boundary }[],
  ended: readonly string[],
): Promise<void> {
  const codes = [...boundaries.map(({ code }) => code), ...ended];
  const grids = await sql<{ id: string; code: string }>`
    select id, code from area where level = 'grid' and retired_at is null and code = any (${codes}::text[])`.execute(
    ctx.db,
  );
  const ids = new Map(grids.rows.map(({ id, code }) => [code, id]));
  const drawn = boundaries.flatMap(({ code, geometry }): Drawn[] =>
    ids.has(code) ? [{ id: ids.get(code)!, code, geometry }] : [],
  );
  const { rows } = await sql<PlaceRow>`
    select p.id, p.area_id, a.retired_at is not null as retired, p.lng, p.lat
    from area_place p join area a on a.id = p.area_id
    where a.level = 'grid' and a.code = any (${codes}::text[])`.execute(ctx.db);
  const moves = rows.flatMap((place) => {
    const home = homeOf(place, drawn);
    return home && home !== place.area_id ? [{ id: place.id, area_id: home }] : [];
  });
  if (moves.length === 0) return;
  await sql`
    update area_place p set area_id = move.area_id
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as move (id uuid, area_id uuid)
    where p.id = move.id and not exists (
      select from area_place o where o.area_id = move.area_id and o.name = p.name and o.address = p.address)`.execute(
    ctx.db,
  );
}

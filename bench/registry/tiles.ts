import { quantile, type Report } from '../figure.ts';
import { type Client, createClient } from '../loader.ts';
import type { Hands } from './hands.ts';
import type { CityPlan, GridPlan } from './plan.ts';

const BOUND = 30;
const MOST = 150;

function tileAt(lng: number, lat: number, z: number): [number, number] {
  const side = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  return [
    Math.floor(((lng + 180) / 360) * side),
    Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side),
  ];
}

/** Tiles of a zoom that show something of these grids, spread over them. */
function tilesOf(grids: readonly GridPlan[], z: number): string[] {
  const paths = grids.map(({ box: [west, south, east, north] }) => {
    const [x, y] = tileAt((west + east) / 2, (south + north) / 2, z);
    return `/api/housing/tiles/${z}/${x}/${y}`;
  });
  const distinct = [...new Set(paths)];
  const every = Math.max(1, Math.floor(distinct.length / MOST));
  return distinct.filter((_, i) => i % every === 0);
}

/** Each tile once, so that none was drawn before: what somebody of one street sees, then the whole city. The very first is a program's that drew none. */
export async function drawTiles(
  report: Report,
  port: number,
  { levels, streets }: Hands,
  { grids }: CityPlan,
): Promise<void> {
  const [street] = [...streets.keys()].sort();
  const own = grids.filter(({ code }) => code.startsWith(street!));
  await drawFor(report, { name: 'street', grids: own, client: createClient(port, streets.get(street!)!) });
  await drawFor(report, { name: 'city', grids, client: createClient(port, levels.city) });
}

/** What is drawn from afar, and what from near. */
const VIEWS = { dots: [10, 11, 12, 13], buildings: [14, 15, 16] };

async function drawFor(
  report: Report,
  { name, grids, client }: { name: string; grids: readonly GridPlan[]; client: Client },
): Promise<void> {
  for (const [view, zooms] of Object.entries(VIEWS)) {
    const times: number[] = [];
    let failures = 0;
    for (const path of zooms.flatMap((z) => tilesOf(grids, z))) {
      const begun = performance.now();
      const { status } = await client.ask('GET', path);
      times.push(performance.now() - begun);
      if (status !== 200) failures++;
    }
    const value = quantile(times, 0.95);
    report({
      name: `${name}: tile of ${view} (zoom ${zooms[0]} to ${zooms.at(-1)}), not drawn before (${times.length}), p95`,
      ...{ value, unit: 'ms', bound: `<= ${BOUND}`, ok: value <= BOUND && failures === 0 },
    });
  }
  client.close();
}

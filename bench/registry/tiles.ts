import { quantile, type Report } from '../figure.ts';
import { createClient } from '../loader.ts';
import type { Hands } from './hands.ts';
import type { CityPlan } from './plan.ts';

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

/** Tiles of a zoom that show something of the city, spread over it. */
function tilesOf({ grids }: CityPlan, z: number): string[] {
  const paths = grids.map(({ box: [west, south, east, north] }) => {
    const [x, y] = tileAt((west + east) / 2, (south + north) / 2, z);
    return `/api/housing/tiles/${z}/${x}/${y}`;
  });
  const distinct = [...new Set(paths)];
  const every = Math.max(1, Math.floor(distinct.length / MOST));
  return distinct.filter((_, i) => i % every === 0);
}

/** Each tile once, so that none was drawn before. */
export async function drawTiles(
  report: Report,
  port: number,
  { levels }: Hands,
  plan: CityPlan,
): Promise<void> {
  for (const z of [10, 12, 13, 14, 15, 16]) {
    const client = createClient(port, levels.city);
    const times: number[] = [];
    let [failures, bytes] = [0, 0];
    for (const path of tilesOf(plan, z)) {
      const begun = performance.now();
      const { status, body } = await client.ask('GET', path);
      times.push(performance.now() - begun);
      if (status !== 200) failures++;
      bytes = Math.max(bytes, body.length ?? 0);
    }
    client.close();
    const value = quantile(times, 0.95);
    const ok = value <= BOUND && failures === 0;
    report({
      name: `tile of zoom ${z}, not drawn before (${times.length}), p95`,
      value,
      unit: 'ms',
      bound: `<= ${BOUND}`,
      ok,
    });
  }
}

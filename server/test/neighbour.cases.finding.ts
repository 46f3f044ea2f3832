import { randomUUID } from 'node:crypto';
import { type Cases, fresh, list, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const OWNERS = ['community1', 'street1', 'district1', 'city1'];
/** Centres of other places; the hotline and the departments have no findings at all. */
const NEIGHBOURS = ['communityB', 'communityFar', 'streetB', 'districtB'];

/** A finding of three calls in the grid of `grid1`, or the one that they make grow. */
async function finding(stage: Stage): Promise<Body> {
  // Beside the spot where everything of this test happens: that one is no place any more, so many calls lie on it.
  const point = { lng: stage.point.lng - 0.0003, lat: stage.point.lat };
  for (let i = 0; i < 3; i += 1) await stage.report({ text: fresh('同一处又坏了'), point });
  await stage.program.settle();
  const { items } = await stage.done('community1', { url: '/api/findings?kind=place' });
  return items[0];
}
const ending = (path: string, more: () => object) => async (stage: Stage) => {
  const { id, version } = await finding(stage);
  return {
    method: 'POST' as const,
    url: `/api/findings/${id}/${path}`,
    payload: { version, ...more() },
  };
};

/** Findings: seen and handled by the centres of the places they lie in. */
export const findingCases: Cases = {
  'GET /api/findings': [
    list(OWNERS, NEIGHBOURS, async (stage) => ({
      call: { url: '/api/findings?limit=200' },
      shows: showsId((await finding(stage)).id),
    })),
  ],
  'GET /api/findings/:id': [
    row(OWNERS, NEIGHBOURS, async (stage) => ({ url: `/api/findings/${(await finding(stage)).id}` })),
  ],
  'POST /api/findings/:id/close': [
    row(
      ['community1'],
      NEIGHBOURS,
      ending('close', () => ({ words: '已到现场核实处理' })),
    ),
  ],
  'POST /api/findings/:id/govern': [
    row(
      ['community1'],
      NEIGHBOURS,
      ending('govern', () => ({ client_id: randomUUID(), text: '逐户排查，一次整治' })),
    ),
  ],
};

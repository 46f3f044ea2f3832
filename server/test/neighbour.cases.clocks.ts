import { type Cases, row } from './neighbour.cases.ts';
import { NEIGHBOURS, OWNERS, type Stage, staffOf } from './neighbour.city.ts';

/** How the limits of a matter came about. */
export const clockCases: Cases = {
  'GET /api/matters/:id/clocks': [
    row(staffOf(OWNERS), staffOf(NEIGHBOURS), async (stage: Stage) => ({
      url: `/api/matters/${(await stage.matter()).id}/clocks`,
    })),
  ],
};

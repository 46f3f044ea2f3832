import { always, type Case, type Cases, nobody, office, row } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

/** Of those above a grid, and of the same kind elsewhere. */
const ABOVE = ['community1', 'street1', 'district1', 'city1'];
const ELSEWHERE = ['communityB', 'communityFar', 'streetB', 'districtB'];
const HERE = 'scheme=service&period=month';

const ofGrid =
  (url: (area: string) => Call) =>
  async (stage: Stage): Promise<Call> =>
    url(stage.grid.id);
const ofUnit =
  (url: (unit: string) => Call) =>
  async (stage: Stage): Promise<Call> =>
    url(await stage.unitOf('dept-urban'));

const reports = (body: Body): number =>
  body.total.values.find(({ code }: Body) => code === 'escalation_rate').denominator[0];

async function reported(stage: Stage): Promise<void> {
  await stage.report();
  await stage.program.settle();
}

const byArea = (make: (area: string) => Call): Case => row(ABOVE, ELSEWHERE, ofGrid(make));
const byUnit = (make: (unit: string) => Call): Case =>
  row(['dept-urban', 'city1'], ['dept-water', 'deptOfB', 'property1', 'propertyB'], ofUnit(make));

const facts = (what: string): Call => ({ url: `/api/insight/facts?${HERE}&measure=report&${what}` });
const table = (what: string): Call => ({ url: `/api/insight/table?${HERE}&${what}` });
const exported = (what: object): Call => ({
  method: 'POST',
  url: '/api/insight/export',
  payload: { scheme: 'service', format: 'csv', ...what },
});

/** Numbers are seen by those above the place, a unit's by the unit and those above it. */
export const insightCases: Cases = {
  'GET /api/insight/schemes': nobody('方案是全市公开的考核办法，没有谁的数据'),
  'GET /api/insight/table': [
    byArea((area) => table(`area=${area}`)),
    byUnit((unit) => table(`unit=${unit}`)),
    {
      kind: 'count',
      owners: ABOVE,
      neighbours: [...ELSEWHERE, 'grid2', 'dept-water', 'deptOfB', 'property1', 'hotlineB'],
      call: () => ({ url: `/api/insight/table?${HERE}` }),
      count: reports,
      more: reported,
    },
  ],
  'GET /api/insight/facts': [
    byArea((area) => facts(`area=${area}`)),
    byUnit((unit) => facts(`unit=${unit}`)),
  ],
  'POST /api/insight/export': [byArea((area) => exported({ area })), byUnit((unit) => exported({ unit }))],
  'POST /api/insight/recompute': office('admin', always({ method: 'POST', url: '/api/insight/recompute' })),
};

import { randomUUID } from 'node:crypto';
import { multipart } from '../src/platform/files/sample.ts';
import { type Case, type Cases, list, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const OWNERS = 'grid1 community1 street1 district1 city1'.split(' ');
/** Who may open the door and finds nothing of it behind: other ground, other companies. */
const NEIGHBOURS = 'grid2 communityB communityFar streetB districtB property1 propertyB'.split(' ');
const EDITORS = ['grid1'];
const NOT_EDITORS = 'grid2 communityB communityFar property1 propertyB'.split(' ');

async function building(stage: Stage): Promise<Body> {
  const body = {
    client_id: randomUUID(),
    name: `楼 ${randomUUID().slice(0, 8)}`,
    kind: 'other',
    floors: 2,
    area: stage.grid.id,
  };
  const { id } = await stage.post('grid1', '/api/housing/buildings', body);
  return stage.done('grid1', { url: `/api/housing/buildings/${id}` });
}
async function house(stage: Stage, number = '101'): Promise<Body> {
  const { id } = await building(stage);
  const body = { client_id: randomUUID(), number, floor: 1 };
  const made = await stage.post('grid1', `/api/housing/buildings/${id}/houses`, body);
  return stage.done('grid1', { url: `/api/housing/houses/${made.id}` });
}
/** Of the community above the grid, looked after by nobody. */
async function estate(stage: Stage): Promise<Body> {
  const community = stage.grid.code.slice(0, 12);
  const body = { client_id: randomUUID(), name: `小区 ${randomUUID().slice(0, 8)}`, area: community };
  const { id } = await stage.post('community1', '/api/housing/estates', body);
  return stage.done('community1', { url: `/api/housing/estates/${id}` });
}

type Make = (stage: Stage) => Promise<Body>;
const reading = (make: Make, url: (made: Body) => string): Case =>
  row(OWNERS, NEIGHBOURS, async (stage) => ({ url: url(await make(stage)) }));
const changing = (
  make: Make,
  url: (made: Body) => string,
  payload: (made: Body) => object,
  editors = EDITORS,
  others = NOT_EDITORS,
  method: 'POST' | 'PATCH' = 'POST',
): Case =>
  row(editors, others, async (stage) => {
    const made = await make(stage);
    return { method, url: url(made), payload: payload(made) };
  });
const listing = (make: Make, url: (made: Body) => string): Case =>
  list(OWNERS, NEIGHBOURS, async (stage) => {
    const made = await make(stage);
    return { call: { url: url(made) }, shows: showsId(made.id) };
  });
const buildingAt = ({ id }: Body) => `/api/housing/buildings/${id}`;
const houseAt = ({ id }: Body) => `/api/housing/houses/${id}`;
const estateAt = ({ id }: Body) => `/api/housing/estates/${id}`;
const named = (query: string) => (made: Body) => `${query}?limit=200&q=${encodeURIComponent(made.name)}`;
const retire = ({ version }: Body) => ({ version, reason: '拆除' });
/** Who keeps the estate's community; a grid worker there only looks. */
const KEEPERS = ['community1'];
const NO_KEEPERS = NOT_EDITORS;

const file = () => {
  const ring = [
    [0, 0],
    [0.001, 0],
    [0.001, 0.001],
    [0, 0.001],
    [0, 0],
  ];
  const geometry = { type: 'Polygon', coordinates: [ring] };
  const text = JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry }],
  });
  return multipart(Buffer.from(text), 'a.geojson', 'application/geo+json');
};
const uploaded = async (stage: Stage): Promise<Body> =>
  stage.done('community1', { method: 'POST', url: '/api/housing/imports', ...file() });

export const housingCases: Cases = {
  'GET /api/housing/buildings': [listing(building, named('/api/housing/buildings'))],
  'GET /api/housing/buildings/:id': [reading(building, buildingAt)],
  'GET /api/housing/houses': [listing(house, (made) => `/api/housing/houses?building=${made.building}`)],
  'GET /api/housing/houses/:id': [reading(house, houseAt)],
  'GET /api/housing/estates': [listing(estate, named('/api/housing/estates'))],
  'GET /api/housing/estates/:id': [reading(estate, estateAt)],
  'GET /api/housing/estates/:id/matters': [reading(estate, (made) => `${estateAt(made)}/matters`)],
  'POST /api/housing/estates': [
    {
      kind: 'own',
      async prove(stage) {
        const community = stage.grid.code.slice(0, 12);
        const payload = { client_id: randomUUID(), name: '别人的小区', area: community };
        const other = await stage.ask('communityB', { method: 'POST', url: '/api/housing/estates', payload });
        if (other.status !== 403) throw new Error(`a neighbour makes an estate: ${other.status}`);
        await estate(stage);
      },
    },
  ],
  'PATCH /api/housing/estates/:id': [
    changing(
      estate,
      estateAt,
      ({ version }) => ({ version, address: '新地址' }),
      KEEPERS,
      NO_KEEPERS,
      'PATCH',
    ),
  ],
  'POST /api/housing/estates/:id/retire': [
    changing(estate, (made) => `${estateAt(made)}/retire`, retire, KEEPERS, NO_KEEPERS),
  ],
  'POST /api/housing/buildings': [
    {
      kind: 'own',
      async prove(stage) {
        const payload = {
          client_id: randomUUID(),
          name: '别人的楼',
          kind: 'other',
          floors: 1,
          area: stage.grid.id,
        };
        const other = await stage.ask('grid2', { method: 'POST', url: '/api/housing/buildings', payload });
        if (other.status !== 403) throw new Error(`a neighbour makes a building: ${other.status}`);
        await building(stage);
      },
    },
  ],
  'PATCH /api/housing/buildings/:id': [
    changing(building, buildingAt, ({ version }) => ({ version, floors: 3 }), EDITORS, NOT_EDITORS, 'PATCH'),
  ],
  'POST /api/housing/buildings/:id/rooms': [
    changing(
      building,
      (made) => `${buildingAt(made)}/rooms`,
      ({ version }) => ({ version, units: 0, floors: 2, rooms: 2, numbering: 'plain' }),
    ),
  ],
  'POST /api/housing/buildings/:id/houses': [
    changing(
      building,
      (made) => `${buildingAt(made)}/houses`,
      () => ({ client_id: randomUUID(), number: '9', floor: 1 }),
    ),
  ],
  'POST /api/housing/buildings/:id/retire': [
    changing(building, (made) => `${buildingAt(made)}/retire`, retire),
  ],
  'PATCH /api/housing/houses/:id': [
    changing(house, houseAt, ({ version }) => ({ version, use: 'office' }), EDITORS, NOT_EDITORS, 'PATCH'),
  ],
  'POST /api/housing/houses/:id/merge': [
    row(EDITORS, NOT_EDITORS, async (stage) => {
      const first = await house(stage);
      const body = { client_id: randomUUID(), number: '102', floor: 1 };
      const second = await stage.post('grid1', `/api/housing/buildings/${first.building}/houses`, body);
      const payload = { version: first.version, with: [second.id], number: '101' };
      return { method: 'POST', url: `${houseAt(first)}/merge`, payload };
    }),
  ],
  'POST /api/housing/houses/:id/split': [
    changing(
      house,
      (made) => `${houseAt(made)}/split`,
      ({ version }) => ({ version, numbers: ['101A', '101B'] }),
    ),
  ],
  'POST /api/housing/houses/:id/retire': [changing(house, (made) => `${houseAt(made)}/retire`, retire)],
  'GET /api/housing/extent': [
    {
      kind: 'own',
      async prove(stage) {
        const boxes = await Promise.all(
          ['community1', 'communityFar'].map((who) => stage.done(who, { url: '/api/housing/extent' })),
        );
        if (
          boxes[0]!.box[2] > boxes[1]!.box[0] &&
          boxes[1]!.box[2] > boxes[0]!.box[0] &&
          boxes[0]!.box[3] > boxes[1]!.box[1] &&
          boxes[1]!.box[3] > boxes[0]!.box[1]
        )
          throw new Error('the buildings of one community reach into those of one of another district');
      },
    },
  ],
  'GET /api/housing/tiles/:z/:x/:y': [
    {
      kind: 'own',
      async prove(stage) {
        const { box } = await stage.done('community1', { url: '/api/housing/extent' });
        const [lng, lat] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
        const side = 2 ** 16;
        const x = Math.floor((lng / 360 + 0.5) * side);
        const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * side);
        const size = async (who: string) =>
          (await stage.ask(who, { url: `/api/housing/tiles/16/${x}/${y}` })).text.length;
        const [own, other] = [await size('community1'), await size('communityFar')];
        if (own < 500 || other > 100)
          throw new Error(`the tile has ${own} for its own and ${other} for another`);
      },
    },
  ],
  'GET /api/housing/imports': [
    list(['community1'], ['grid1', 'communityB', 'city1'], async (stage) => {
      const { id } = await uploaded(stage);
      return { call: { url: '/api/housing/imports' }, shows: showsId(id) };
    }),
  ],
  'POST /api/housing/imports': [
    list(['community1'], ['grid1', 'communityB', 'city1'], async (stage) => {
      const { id } = await uploaded(stage);
      return { call: { url: '/api/housing/imports' }, shows: showsId(id) };
    }),
  ],
  'POST /api/housing/imports/:id/apply': [
    row(['community1'], ['grid1', 'communityB', 'city1'], async (stage) => ({
      method: 'POST',
      url: `/api/housing/imports/${(await uploaded(stage)).id}/apply`,
    })),
  ],
};

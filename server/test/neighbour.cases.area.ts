import { multipart } from '../src/platform/files/sample.ts';
import { always, atVersion, type Cases, fresh, nobody, number, office, on } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

const newArea = (stage: Stage): Promise<Body> => stage.post('admin', '/api/areas', area());
const area = () => ({ code: `4299980010019${String(number()).padStart(2, '0')}`, name: '新网格' });
const cluster = (stage: Stage) => ({
  name: fresh('服务片'),
  parent: stage.grid.ancestors.at(-1).code,
  grids: [`${stage.grid.code.slice(0, -1)}5`],
});
const newCluster = (stage: Stage): Promise<Body> =>
  stage.post('admin', '/api/areas/clusters', cluster(stage));
/** A grid of the same community that the stage's grid has a border with. */
async function beside(stage: Stage): Promise<string> {
  const community = stage.grid.ancestors.at(-1).code;
  const { items } = await stage.done('admin', { url: `/api/areas?parent=${community}` });
  for (const { id, kind } of items) {
    if (id === stage.grid.id || kind !== 'ordinary') continue;
    const url = `/api/areas/${stage.grid.id}/merge-preview`;
    const answer = await stage.ask('admin', { method: 'POST', url, payload: { with: [id] } });
    if (answer.status === 200) return id;
  }
  throw new Error('the grid of the stage has no neighbour');
}
const areaFile = (): Call => {
  const { payload, headers } = multipart(
    Buffer.from(`code,name\n429998001${800 + number()},新社区\n`),
    'a.csv',
    'text/csv',
  );
  return { method: 'POST', url: '/api/areas/imports?kind=codes', payload, headers };
};
const newAreaFile = (stage: Stage): Promise<Body> => stage.done('admin', areaFile());

const PUBLIC = 'divisions, boundaries and the map are public and hold nothing of a person';
export const areaCases: Cases = {
  'GET /api/areas': nobody(PUBLIC),
  'GET /api/areas/geojson': nobody(PUBLIC),
  'GET /api/areas/locate': nobody(PUBLIC),
  'GET /api/areas/:id': nobody(PUBLIC),
  'GET /api/areas/:id/boundary': nobody(PUBLIC),
  'GET /api/places': nobody(PUBLIC),
  'GET /api/map/areas.geojson': nobody(PUBLIC),
  'GET /api/map/roads.geojson': nobody(PUBLIC),
  'GET /api/map/water.geojson': nobody(PUBLIC),
  'GET /api/map/parks.geojson': nobody(PUBLIC),
  'GET /api/map/buildings.geojson': nobody(PUBLIC),
  'GET /api/areas/clusters': nobody('which grids are served together: no person is named'),
  'POST /api/areas': office('admin', async () => ({ method: 'POST', url: '/api/areas', payload: area() })),
  'PATCH /api/areas/:id': office(
    'admin',
    on(
      newArea,
      'PATCH',
      ({ id }) => `/api/areas/${id}`,
      ({ version }) => ({ version, name: '改名网格' }),
    ),
  ),
  'POST /api/areas/:id/retire': office(
    'admin',
    on(newArea, 'POST', ({ id }) => `/api/areas/${id}/retire`, atVersion),
  ),
  'POST /api/areas/versions': office('admin', async (stage) => {
    const { geometry } = await stage.done('admin', { url: `/api/areas/${stage.grid.id}/boundary` });
    const boundaries = [{ code: stage.grid.code, geometry }];
    return { method: 'POST', url: '/api/areas/versions', payload: { note: '试画', boundaries } };
  }),
  'POST /api/areas/:id/split-preview': office('admin', async (stage) => {
    const { box } = await stage.done('admin', { url: `/api/areas/${stage.grid.id}` });
    const middle = (box[0] + box[2]) / 2;
    const line = [
      [middle, box[1] - 0.001],
      [middle, box[3] + 0.001],
    ];
    return { method: 'POST', url: `/api/areas/${stage.grid.id}/split-preview`, payload: { line } };
  }),
  'POST /api/areas/:id/merge-preview': office('admin', async (stage) => ({
    method: 'POST',
    url: `/api/areas/${stage.grid.id}/merge-preview`,
    payload: { with: [await beside(stage)] },
  })),
  'GET /api/areas/versions': office('admin', always({ url: '/api/areas/versions' })),
  'GET /api/areas/versions/:version': office('admin', always({ url: '/api/areas/versions/1' })),
  'POST /api/areas/clusters': office('admin', async (stage) => ({
    method: 'POST',
    url: '/api/areas/clusters',
    payload: cluster(stage),
  })),
  'PUT /api/areas/clusters/:id': office(
    'admin',
    on(
      newCluster,
      'PUT',
      ({ id }) => `/api/areas/clusters/${id}`,
      (_, stage) => cluster(stage),
    ),
  ),
  'DELETE /api/areas/clusters/:id': office(
    'admin',
    on(newCluster, 'DELETE', ({ id }) => `/api/areas/clusters/${id}`),
  ),
  'POST /api/areas/imports': office('admin', async () => areaFile()),
  'GET /api/areas/imports': office('admin', always({ url: '/api/areas/imports' })),
  'GET /api/areas/imports/:id': office(
    'admin',
    on(newAreaFile, 'GET', ({ id }) => `/api/areas/imports/${id}`),
  ),
  'POST /api/areas/imports/:id/apply': office(
    'admin',
    on(newAreaFile, 'POST', ({ id }) => `/api/areas/imports/${id}/apply`),
  ),
};

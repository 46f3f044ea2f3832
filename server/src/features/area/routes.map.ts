import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { sendGeoJson } from './geojson.ts';
import { boundaryVersion } from './place.ts';
import { baseFeatures, drawnAreas } from './queries.ts';
import { calm } from './routes.ts';
import { GeoJson, GeoJsonQuery } from './schema.ts';

const tags = ['area'];
const response = { 200: GeoJson, 304: Type.Null({ description: '内容没有变化' }) };

const LAYERS = [
  { layer: 'road', url: '/api/map/roads.geojson', operationId: 'mapRoads', summary: '底图：道路' },
  { layer: 'water', url: '/api/map/water.geojson', operationId: 'mapWater', summary: '底图：水面' },
  { layer: 'park', url: '/api/map/parks.geojson', operationId: 'mapParks', summary: '底图：绿地' },
  {
    layer: 'building',
    url: '/api/map/buildings.geojson',
    operationId: 'mapBuildings',
    summary: '底图：建筑',
  },
] as const;

/** Drawings for maps: compressed once, with an ETag; whoever has them already gets 304. */
export function mapRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/areas/geojson',
    config: calm,
    schema: {
      operationId: 'drawAreas',
      summary: '下级区域的边界（GeoJSON），供地图使用',
      tags,
      querystring: GeoJsonQuery,
      response,
    },
    async handler(request, reply) {
      const { parent, level } = request.query;
      const now = await boundaryVersion(runtime);
      // The version in force and those to come are one drawing: kept once.
      const version = (request.query.version ?? now) < now ? request.query.version : undefined;
      const key = JSON.stringify(['areas', parent, level, version]);
      const make = () => drawnAreas(runtime, { parent, level, version });
      return sendGeoJson(runtime, request, reply, key, make) as never;
    },
  });
  app.route({
    method: 'GET',
    url: '/api/map/areas.geojson',
    config: calm,
    schema: { operationId: 'mapAreas', summary: '底图：社区边界与名称', tags, response },
    handler: (request, reply) =>
      sendGeoJson(runtime, request, reply, 'communities', () =>
        drawnAreas(runtime, { level: 'community' }),
      ) as never,
  });
  for (const { layer, url, operationId, summary } of LAYERS)
    app.route({
      method: 'GET',
      url,
      config: calm,
      schema: { operationId, summary, tags, response },
      handler: (request, reply) =>
        sendGeoJson(runtime, request, reply, layer, () => baseFeatures(runtime, layer)) as never,
    });
}

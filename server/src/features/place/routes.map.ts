import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW, VIEWS } from './policy.ts';
import {
  buildingsOf,
  componentByCode,
  nearbyKinds,
  nearbyPlaces,
  placeCounts,
  pointsIn,
} from './queries.map.ts';
import {
  BuildingItem,
  BuildingQuery,
  CodeParams,
  CountQuery,
  Counts,
  Kinds,
  Nearby,
  NearQuery,
  PointQuery,
  Points,
  PublicComponent,
} from './schema.map.ts';

const tags = ['place'];

/** Numbers, points of the map, and office buildings. */
export function mapRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/site-counts',
    config: { access: VIEWS },
    schema: {
      operationId: 'countSites',
      summary: '各类各有多少，停用的不算',
      tags,
      querystring: CountQuery,
      response: { 200: Counts },
    },
    handler: (request) => placeCounts(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/site-points',
    config: { access: VIEWS },
    schema: {
      operationId: 'listSitePoints',
      summary: '地图一块范围里的位置，最多 2000 个',
      tags,
      querystring: PointQuery,
      response: { 200: Points },
    },
    handler: (request) => pointsIn(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/site-buildings',
    config: { access: [VIEW] },
    schema: {
      operationId: 'listSiteBuildings',
      summary: '楼宇：按入驻经营的单位数，多的在前',
      tags,
      querystring: BuildingQuery,
      response: { 200: PageOf(BuildingItem) },
    },
    handler: (request) => buildingsOf(runtime, request.actor, request.query),
  });
}

/** What a city tells everybody: facilities near a point, and the component somebody stands before. */
export function publicRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/nearby-places',
    config: { access: 'public' },
    schema: {
      operationId: 'listNearbyPlaces',
      summary: '身边设施，由近到远',
      tags,
      querystring: NearQuery,
      response: { 200: Nearby },
    },
    handler: (request) => nearbyPlaces(runtime, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/nearby-places/kinds',
    config: { access: 'public' },
    schema: {
      operationId: 'listNearbyKinds',
      summary: '居民身边有哪些类别的设施',
      tags,
      response: { 200: Kinds },
    },
    handler: () => nearbyKinds(runtime),
  });
  app.route({
    method: 'GET',
    url: '/api/components/:code',
    config: { access: 'public' },
    schema: {
      operationId: 'readComponentByCode',
      summary: '按铭牌上的代码查一个部件，供扫码上报',
      tags,
      params: CodeParams,
      response: { 200: PublicComponent },
    },
    handler: (request) => componentByCode(runtime, request.params.code),
  });
}

import type { FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { searchPlaces } from './queries.place.ts';
import { areaDetail, boundaryOfArea, listAreas, locatePoint } from './queries.ts';
import {
  AreaDetail,
  AreaPage,
  AreaParams,
  AreaQuery,
  BoundaryFeature,
  BoundaryQuery,
  Located,
  LocateQuery,
  PlaceQuery,
  Places,
} from './schema.ts';

const tags = ['area'];

/** Divisions and maps are no secret, but nobody needs more than this of them: per account, else per address. */
export const calm = {
  access: 'public',
  rateLimit: {
    max: 300,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.visitor?.id ?? request.ip,
  },
} as const;

/** Looking up divisions, grids and places. Open to all: the portal shows them to who is not signed in. */
export function areaRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/areas',
    config: calm,
    schema: {
      operationId: 'listAreas',
      summary: '区划与网格：逐级展开、按级别或名称查找',
      description: '不带条件时为最上级；带 parent 时为直接下级；再带 level 时为其下该级别的全部区域。',
      tags,
      querystring: AreaQuery,
      response: { 200: AreaPage },
    },
    handler: (request) => listAreas(runtime, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/areas/locate',
    config: calm,
    schema: {
      operationId: 'locatePoint',
      summary: '位置所在的网格；靠近边界时一并列出相邻网格',
      tags,
      querystring: LocateQuery,
      response: { 200: Located },
    },
    handler: ({ query: { lng, lat } }) => locatePoint(runtime, lng, lat),
  });
  app.route({
    method: 'GET',
    url: '/api/areas/:id',
    config: calm,
    schema: {
      operationId: 'getArea',
      summary: '一个区域',
      tags,
      params: AreaParams,
      response: { 200: AreaDetail },
    },
    handler: (request) => areaDetail(runtime, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/areas/:id/boundary',
    config: calm,
    schema: {
      operationId: 'getAreaBoundary',
      summary: '一个区域的边界，可查历史版本',
      tags,
      params: AreaParams,
      querystring: BoundaryQuery,
      response: { 200: BoundaryFeature },
    },
    handler: ({ params, query }) => boundaryOfArea(runtime, params.id, query.version),
  });
  app.route({
    method: 'GET',
    url: '/api/places',
    config: calm,
    schema: {
      operationId: 'searchPlaces',
      summary: '输入地址或建筑名称时的提示',
      tags,
      querystring: PlaceQuery,
      response: { 200: Places },
    },
    async handler({ query: { q, lng, lat, limit } }) {
      const near = lng !== undefined && lat !== undefined ? { lng, lat } : undefined;
      return { items: await searchPlaces(runtime, { q, near, limit }) };
    },
  });
}

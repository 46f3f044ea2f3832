import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEWS } from './policy.ts';
import { extentOf } from './queries.extent.ts';
import { tileFor } from './queries.tile.ts';
import { Extent, TileParams } from './schema.answers.ts';

/** Where the buildings lie, and vector tiles of them, as MapLibre asks for them. */
export function tileRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/extent',
    config: { access: VIEWS },
    schema: {
      operationId: 'housingExtent',
      summary: '可见建筑的范围，供地图定位',
      tags: ['housing'],
      response: { 200: Extent },
    },
    handler: (request) => extentOf(runtime, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/api/housing/tiles/:z/:x/:y',
    config: { access: VIEWS },
    schema: {
      operationId: 'housingTile',
      summary:
        '建筑矢量图块（Mapbox Vector Tile）：14 级起为建筑轮廓，10 至 13 级每栋一点，12 级及以下另有各社区、街道的数量',
      tags: ['housing'],
      params: TileParams,
      response: {
        200: Type.Unsafe<Buffer>({
          type: 'string',
          format: 'binary',
          description: 'application/vnd.mapbox-vector-tile',
        }),
        304: Type.Null({ description: '内容没有变化' }),
      },
    },
    async handler(request, reply) {
      const { etag, bytes, small } = await tileFor(runtime, request.actor, request.params);
      void reply
        .header('etag', etag)
        .header('cache-control', 'private, no-cache')
        .header('vary', 'accept-encoding');
      if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send(null);
      const zipped = String(request.headers['accept-encoding'] ?? '').includes('gzip');
      if (zipped) void reply.header('content-encoding', 'gzip');
      return reply.type('application/vnd.mapbox-vector-tile').send((zipped ? small : bytes) as never);
    },
  });
}

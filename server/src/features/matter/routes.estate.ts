import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { estateMatters } from './queries.estate.ts';
import { MatterItem } from './schema.ts';

/** What is open in an estate: for its page. */
export function estateRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/estates/:id/matters',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listEstateMatters',
      summary: '小区里由物业企业办理、尚未办结的事项',
      tags: ['housing'],
      params: Type.Object({ id: Type.String({ format: 'uuid', title: '小区' }) }),
      response: { 200: Type.Object({ items: Type.Array(MatterItem) }) },
    },
    handler: async (request) => ({ items: await estateMatters(runtime, request.actor, request.params.id) }),
  });
}

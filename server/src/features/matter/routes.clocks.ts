import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { clocksOf } from './queries.clocks.ts';
import { ClockHistory } from './schema.clocks.ts';

/** How each limit of a matter came about. */
export function clockRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/matters/:id/clocks',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listMatterClocks',
      summary: '计时过程：每个时限的起点、依据、暂停、延期、变动，并按记录重新计算核对',
      tags: ['matter'],
      params: Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) }),
      response: { 200: Type.Object({ items: Type.Array(ClockHistory) }) },
    },
    handler: async (request) => ({ items: await clocksOf(runtime, request.actor, request.params.id) }),
  });
}

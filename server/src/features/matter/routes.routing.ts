import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { Reasons, routingReasons } from '../routing/index.ts';
import { mayUnmask } from './policy.contact.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { findMatter } from './row.ts';

/** Why a matter came to whom it came: for staff who see it. */
export function routingReasonRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/matters/:id/routing',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'readRouting',
      summary: '为什么派到这里：规则、事实、跳过的规则',
      tags: ['matter'],
      params: Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) }),
      response: { 200: Reasons },
    },
    async handler({ actor, params }) {
      const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
      const matter = await findMatter(runtime.db, actor, areas, params.id);
      // That several calls are one person's learns who may learn whose.
      return routingReasons(runtime, matter.id, mayUnmask(actor, matter, units));
    },
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { cardsOf } from './queries.cards.ts';
import { CardList } from './schema.cards.ts';

/** Supervision cards of a matter. They are answered by its action `reply-card`. */
export function cardRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/matters/:id/cards',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listSupervisionCards',
      summary: '督办单：谁在何时为什么被督办，何时前回复，怎样回复',
      tags: ['matter'],
      params: Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) }),
      response: { 200: CardList },
    },
    handler: async (request) => ({ items: await cardsOf(runtime, request.actor, request.params.id) }),
  });
}

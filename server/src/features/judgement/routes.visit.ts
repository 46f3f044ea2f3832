import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { attempt } from './commands.visit.ts';
import { VISIT } from './people.ts';
import { listVisits, readVisit } from './queries.visit.ts';
import { AttemptBody, Id, Visit, VisitPage, VisitQuery } from './schema.ts';

const tags = ['judgement'];

/** Call-backs (回访). */
export function visitRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/visits',
    config: { access: [VISIT] },
    schema: {
      operationId: 'listVisits',
      summary: '本单位的回访：待回访的，只能靠电话的在前；或已结束的，最近的在前',
      tags,
      querystring: VisitQuery,
      response: { 200: VisitPage },
    },
    handler: (request) => listVisits(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/visits/:id/attempts',
    config: { access: [VISIT] },
    schema: {
      operationId: 'attemptVisit',
      summary: '记下一次回访：是否接通、三项回答；不满意或未解决的按规则复开',
      tags,
      params: Type.Object({ id: Id }),
      body: AttemptBody,
      response: { 200: Visit },
    },
    async handler(request) {
      await attempt(runtime, request.actor, request.params.id, request.body);
      return readVisit(runtime, request.actor, request.params.id);
    },
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { endAlarm } from './commands.alarm.ts';
import { listAlarms } from './queries.ts';
import { Alarm } from './schema.ts';

const tags = ['routing'];
const EDIT = { access: ['config:edit'] } as const;
const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '编号' }) });

/** Alarms of rules. The rules themselves are edited, tried on the past and published as configuration. */
export function routingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/routing/alarms',
    config: EDIT,
    schema: {
      operationId: 'listRoutingAlarms',
      summary: '没能执行的分派规则：失败，或所指的单位、人员已不在',
      tags,
      querystring: Type.Object({
        open: Type.Optional(Type.Boolean({ title: '只看未处理的' })),
        ...PageQuery,
      }),
      response: { 200: PageOf(Alarm) },
    },
    handler: (request) => listAlarms(runtime, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/routing/alarms/:id/end',
    config: EDIT,
    schema: {
      operationId: 'endRoutingAlarm',
      summary: '标记为已处理；再次发生会再次提醒',
      tags,
      params: Id,
      response: { 200: Type.Object({}) },
    },
    async handler(request) {
      await endAlarm(runtime, request.actor, request.params.id);
      return {};
    },
  });
}

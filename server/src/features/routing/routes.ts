import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { endAlarm, startTrial } from './commands.trial.ts';
import { listDifferences, readTrial } from './queries.trial.ts';
import { listAlarms } from './queries.ts';
import { Alarm, Difference, Trial, TrialBody } from './schema.ts';

const tags = ['routing'];
const EDIT = { access: ['config:edit'] } as const;
const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '编号' }) });

function alarmRoutes(app: App, runtime: Runtime): void {
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

/** Alarms of rules, and trying rules on the past. The rules themselves are edited and published as configuration. */
export function routingRoutes(app: App, runtime: Runtime): void {
  alarmRoutes(app, runtime);
  app.route({
    method: 'POST',
    url: '/api/routing/trials',
    config: EDIT,
    schema: {
      operationId: 'startRoutingTrial',
      summary: '在过去的事项上试算一份规则（不改变任何事项）；默认最近 31 天',
      tags,
      body: TrialBody,
      response: {
        201: Type.Object({ trial: Type.String({ format: 'uuid' }), job: Type.String({ format: 'uuid' }) }),
      },
    },
    async handler(request, reply) {
      return reply.code(201).send(await startTrial(runtime, request.actor, request.body));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/routing/trials/:id',
    config: EDIT,
    schema: {
      operationId: 'readRoutingTrial',
      summary: '试算的结果：每条规则接住几件、几件不同、几件失败',
      tags,
      params: Id,
      response: { 200: Trial },
    },
    handler: (request) => readTrial(runtime, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/routing/trials/:id/differences',
    config: EDIT,
    schema: {
      operationId: 'listRoutingDifferences',
      summary: '试算中与当时不同的派法',
      tags,
      params: Id,
      querystring: Type.Object({
        rule: Type.Optional(
          Type.String({ maxLength: 60, title: '规则', description: '短横线 - ：没有规则成立的' }),
        ),
        ...PageQuery,
      }),
      response: { 200: PageOf(Difference) },
    },
    handler: (request) => listDifferences(runtime, request.params.id, request.query),
  });
}

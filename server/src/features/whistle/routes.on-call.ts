import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { endOnCall, putOnCall } from './commands.on-call.ts';
import { BLOW, KEEP } from './policy.ts';
import { listOnCall, onCallNow, rosterPeople } from './queries.roster.ts';
import { OnCallBody, OnCallItem } from './schema.ts';

const Ref = Type.Object({ id: Type.String(), name: Type.String() });

/** On-call officers of departments, per street or community. */
export function onCallRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/on-call',
    config: { access: [KEEP] },
    schema: {
      operationId: 'listOnCall',
      summary: '本单位的值班表',
      tags: ['whistle'],
      querystring: Type.Object({ ...PageQuery }),
      response: { 200: PageOf(OnCallItem) },
    },
    handler: (request) => listOnCall(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/on-call/people',
    config: { access: [KEEP] },
    schema: {
      operationId: 'listOnCallPeople',
      summary: '可以排班的人：本单位在岗人员',
      tags: ['whistle'],
      response: {
        200: Type.Object({
          items: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), unit: Ref })),
        }),
      },
    },
    handler: async (request) => ({ items: await rosterPeople(runtime, request.actor) }),
  });
  app.route({
    method: 'GET',
    url: '/api/on-call/now',
    config: { access: [BLOW] },
    schema: {
      operationId: 'readOnCallNow',
      summary: '吹哨前看：这个地点此刻各部门谁当班',
      tags: ['whistle'],
      querystring: Type.Object({
        lng: Type.Number({ minimum: -180, maximum: 180, title: '经度' }),
        lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度' }),
        units: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 30, title: '部门' }),
      }),
      response: {
        200: Type.Object({
          items: Type.Array(Type.Object({ unit: Type.String(), name: Type.String() })),
        }),
      },
    },
    handler: async (request) => ({ items: await onCallNow(runtime, request.actor, request.query) }),
  });
  app.route({
    method: 'POST',
    url: '/api/on-call',
    config: { access: [KEEP] },
    schema: {
      operationId: 'putOnCall',
      summary: '排班：某人在某段时间为某街道或社区当班',
      tags: ['whistle'],
      body: OnCallBody,
      response: { 201: Type.Object({ id: Type.String() }) },
    },
    async handler(request, reply) {
      return reply.status(201).send({ id: await putOnCall(runtime, request.actor, request.body) });
    },
  });
  app.route({
    method: 'POST',
    url: '/api/on-call/:id/end',
    config: { access: [KEEP] },
    schema: {
      operationId: 'endOnCall',
      summary: '取消一个班次',
      tags: ['whistle'],
      params: Type.Object({ id: Type.String({ format: 'uuid', title: '班次' }) }),
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await endOnCall(runtime, request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  });
}

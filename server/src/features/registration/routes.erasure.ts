import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { EDIT_RESIDENTS, ERASE_RESIDENTS } from '../resident/index.ts';
import { askErasure, askOwnErasure, refuseErasure } from './commands.erasure.ts';
import { erasureRequests } from './queries.erasure.ts';
import {
  AskErasureBody,
  AskParams,
  ErasureRequest,
  ErasureRequestQuery,
  Params,
  RefuseBody,
  Registered,
} from './schema.ts';

const tags = ['registration'];

/** Asking for a record to be erased, and the answer: granted by erasing it (`eraseResident`), or refused here. */
export function erasureRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/me/record/erasure',
    config: { access: 'in-person' },
    schema: {
      operationId: 'askOwnErasure',
      summary: '申请删除我的登记信息',
      tags,
      body: AskErasureBody,
      response: { 201: Registered },
    },
    handler: async ({ actor, body }, reply) =>
      reply.status(201).send(await askOwnErasure(runtime, actor, body)),
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/erasure-requests',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'askResidentErasure',
      summary: '代居民申请删除登记信息，由街道办理',
      tags,
      params: AskParams,
      body: AskErasureBody,
      response: { 201: Registered },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.status(201).send(await askErasure(runtime, actor, params.id, body)),
  });
  app.route({
    method: 'GET',
    url: '/api/erasure-requests',
    config: { access: [EDIT_RESIDENTS, ERASE_RESIDENTS] },
    schema: {
      operationId: 'listErasureRequests',
      summary: '等待办理的删除申请，等得久的在前',
      tags,
      querystring: ErasureRequestQuery,
      response: { 200: PageOf(ErasureRequest) },
    },
    handler: (request) => erasureRequests(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/erasure-requests/:id/refuse',
    config: { access: [ERASE_RESIDENTS] },
    schema: {
      operationId: 'refuseErasureRequest',
      summary: '不予删除，写明原因',
      tags,
      params: Params,
      body: RefuseBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params, body }, reply) => {
      await refuseErasure(runtime, actor, params.id, body);
      return reply.status(204).send(null);
    },
  });
}

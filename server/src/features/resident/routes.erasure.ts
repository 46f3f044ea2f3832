import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { erasePerson } from './commands.erase.ts';
import { ERASE } from './policy.ts';
import { erasure, erasures } from './queries.erasure.ts';
import { dueForErasure } from './retention.ts';
import {
  DueItem,
  EraseBody,
  Erased,
  ErasureParams,
  ErasureProof,
  ErasureView,
  QueueQuery,
} from './schema.queue.ts';
import { PersonParams } from './schema.ts';

const tags = ['resident'];

/** Whose time has come, erasing a person, and the proofs of it. */
export function erasureRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/resident-erasures/due',
    config: { access: [ERASE] },
    schema: {
      operationId: 'listErasuresDue',
      summary: '迁出或死亡已满五年、应当删除的记录',
      tags,
      querystring: QueueQuery,
      response: { 200: PageOf(DueItem) },
    },
    handler: (request) => dueForErasure(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/erase',
    config: { access: [ERASE] },
    schema: {
      operationId: 'eraseResident',
      summary: '按规定或应本人要求彻底删除，出具证明',
      tags,
      params: PersonParams,
      body: EraseBody,
      response: { 201: Erased },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.status(201).send({ id: await erasePerson(runtime, actor, params.id, body.reason) }),
  });
  app.route({
    method: 'GET',
    url: '/api/resident-erasures',
    config: { access: [ERASE] },
    schema: {
      operationId: 'listResidentErasures',
      summary: '删除证明，新的在前',
      tags,
      querystring: QueueQuery,
      response: { 200: PageOf(ErasureView) },
    },
    handler: (request) => erasures(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/resident-erasures/:id',
    config: { access: [ERASE] },
    schema: {
      operationId: 'readResidentErasure',
      summary: '一份删除证明，与事件日志核对',
      tags,
      params: ErasureParams,
      response: { 200: ErasureProof },
    },
    handler: (request) => erasure(runtime, request.actor, request.params.id),
  });
}

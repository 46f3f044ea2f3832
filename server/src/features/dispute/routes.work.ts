import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { draftAgreement, saveAgreement, settlePromise, signAgreement, visit } from './commands.agreement.ts';
import { addSession } from './commands.ts';
import { WORKERS } from './policy.ts';
import {
  AgreementBody,
  Done,
  DraftBody,
  ItemParams,
  MatterParams,
  PromiseBody,
  SessionBody,
  SignBody,
  VisitBody,
} from './schema.ts';

const tags = ['dispute'];

/** How a dispute is worked on: sessions, the agreement, what was promised, the visit afterwards. */
export function workRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/sessions',
    config: { access: WORKERS },
    schema: {
      operationId: 'addDisputeSession',
      summary: '登记一次调解',
      tags,
      params: MatterParams,
      body: SessionBody,
      response: { 200: Done },
    },
    handler: (request) => addSession(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/agreements/draft',
    config: { access: WORKERS },
    schema: {
      operationId: 'draftAgreement',
      summary: '由已登记的情况起草调解协议书，会留下查看记录',
      tags,
      params: MatterParams,
      body: DraftBody,
      response: { 200: Type.Object({ body: Type.String() }) },
    },
    handler: (request) =>
      draftAgreement(runtime, request.actor, request.params.id, request.body.promises ?? []),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/agreements',
    config: { access: WORKERS },
    schema: {
      operationId: 'saveAgreement',
      summary: '保存调解协议书的新一版',
      tags,
      params: MatterParams,
      body: AgreementBody,
      response: { 200: Done },
    },
    handler: (request) => saveAgreement(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/agreements/sign',
    config: { access: WORKERS },
    schema: {
      operationId: 'signAgreement',
      summary: '登记签订：签字页照片和日期，三十日后回访',
      tags,
      params: MatterParams,
      body: SignBody,
      response: { 200: Done },
    },
    handler: (request) => signAgreement(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/promises/:item',
    config: { access: WORKERS },
    schema: {
      operationId: 'settlePromise',
      summary: '登记协议事项是否履行',
      tags,
      params: ItemParams,
      body: PromiseBody,
      response: { 200: Done },
    },
    handler: ({ actor, params, body }) => settlePromise(runtime, actor, params.id, params.item, body.kept),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/visits/:item',
    config: { access: WORKERS },
    schema: {
      operationId: 'visitDispute',
      summary: '登记回访；未履行的重新调解或复开',
      tags,
      params: ItemParams,
      body: VisitBody,
      response: { 200: Done },
    },
    handler: ({ actor, params, body }) => visit(runtime, actor, params.id, params.item, body),
  });
}

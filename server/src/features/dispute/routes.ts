import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addMediator, addParty, classify, openDispute, removeMediator, removeParty } from './commands.ts';
import { READERS, WORKERS } from './policy.ts';
import { allCodes, listDisputes, seesFiles } from './queries.list.ts';
import { disputeDetail } from './queries.ts';
import {
  ClassifyBody,
  CodeLists,
  DisputeDetail,
  DisputeItem,
  DisputeListQuery,
  Done,
  ItemParams,
  MatterParams,
  MediatorBody,
  Opened,
  PartyBody,
  PurposeBody,
} from './schema.ts';

const tags = ['dispute'];

/** What a dispute is and who has to do with it. */
export function disputeRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, 'dispute', (_, actor, subject) => seesFiles(runtime, actor, subject));
  app.route({
    method: 'GET',
    url: '/api/disputes/codes',
    config: { access: READERS },
    schema: {
      operationId: 'listDisputeCodes',
      summary: '矛盾纠纷代码表',
      tags,
      response: { 200: CodeLists },
    },
    handler: () => allCodes(runtime),
  });
  app.route({
    method: 'GET',
    url: '/api/disputes',
    config: { access: READERS },
    schema: {
      operationId: 'listDisputes',
      summary: '矛盾纠纷列表，新的在前',
      tags,
      querystring: DisputeListQuery,
      response: { 200: PageOf(DisputeItem) },
    },
    handler: (request) => listDisputes(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/disputes/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readDispute',
      summary: '纠纷档案，当事人姓名隐去',
      tags,
      params: MatterParams,
      response: { 200: DisputeDetail },
    },
    handler: (request) => disputeDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PUT',
    url: '/api/disputes/:id',
    config: { access: WORKERS },
    schema: {
      operationId: 'classifyDispute',
      summary: '登记类别、规模、级别和预警',
      tags,
      params: MatterParams,
      body: ClassifyBody,
      response: { 200: Done },
    },
    handler: (request) => classify(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/open',
    config: { access: WORKERS },
    schema: {
      operationId: 'openDispute',
      summary: '查看当事人、调解记录和协议全文，须写明用途',
      tags,
      params: MatterParams,
      body: PurposeBody,
      response: { 200: Opened },
    },
    handler: (request) => openDispute(runtime, request.actor, request.params.id, request.body.purpose),
  });
  peopleRoutes(app, runtime);
}

function peopleRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/parties',
    config: { access: WORKERS },
    schema: {
      operationId: 'addDisputeParty',
      summary: '登记当事人',
      tags,
      params: MatterParams,
      body: PartyBody,
      response: { 200: Done },
    },
    handler: (request) => addParty(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'DELETE',
    url: '/api/disputes/:id/parties/:item',
    config: { access: WORKERS },
    schema: {
      operationId: 'removeDisputeParty',
      summary: '移除当事人',
      tags,
      params: ItemParams,
      response: { 200: Done },
    },
    handler: (request) => removeParty(runtime, request.actor, request.params.id, request.params.item),
  });
  app.route({
    method: 'POST',
    url: '/api/disputes/:id/mediators',
    config: { access: WORKERS },
    schema: {
      operationId: 'addDisputeMediator',
      summary: '指定调解员：账号，或只记姓名',
      tags,
      params: MatterParams,
      body: MediatorBody,
      response: { 200: Done },
    },
    handler: (request) => addMediator(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'DELETE',
    url: '/api/disputes/:id/mediators/:item',
    config: { access: WORKERS },
    schema: {
      operationId: 'removeDisputeMediator',
      summary: '结束调解员的指定',
      tags,
      params: ItemParams,
      response: { 200: Done },
    },
    handler: (request) => removeMediator(runtime, request.actor, request.params.id, request.params.item),
  });
}

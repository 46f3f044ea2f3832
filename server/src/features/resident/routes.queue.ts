import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { erasePerson } from './commands.erase.ts';
import { keepApart, mergePeople, undoMerge } from './commands.merge.ts';
import { setRule } from './commands.rule.ts';
import { DECIDE, ERASE, RULE, VIEW } from './policy.ts';
import { doubles, erasures, mergesOf, rulesView, waitingItems } from './queries.queue.ts';
import { dueForErasure } from './retention.ts';
import {
  ApartBody,
  DoubleItem,
  EraseBody,
  ErasureView,
  MergeBody,
  Merged,
  MergeItems,
  MergeParams,
  QueueQuery,
  RuleBody,
  RuleParams,
  Rules,
  WaitingItem,
} from './schema.queue.ts';
import { PersonItem, PersonParams } from './schema.ts';

const tags = ['resident'];

/** What waits for somebody's decision: values that differ, records that may be one person. */
export function queueRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/resident-conflicts',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'listResidentConflicts',
      summary: '待核对：来源说法不一的项，等得久的在前',
      tags,
      querystring: QueueQuery,
      response: { 200: PageOf(WaitingItem) },
    },
    handler: (request) => waitingItems(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/resident-doubles',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'listResidentDoubles',
      summary: '疑似同一人的记录',
      tags,
      querystring: QueueQuery,
      response: { 200: PageOf(DoubleItem) },
    },
    handler: (request) => doubles(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/resident-doubles/apart',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'keepResidentsApart',
      summary: '确认不是同一人，以后不再提示',
      tags,
      body: ApartBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, body }, reply) => {
      await keepApart(runtime, actor, body.a, body.b);
      return reply.status(204).send(null);
    },
  });
}

/** Whose word holds by rule, for a whole city. */
export function ruleRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/resident-rules',
    config: { access: [DECIDE, RULE] },
    schema: {
      operationId: 'listResidentRules',
      summary: '来源说法不一时，哪些项按规则以谁为准',
      tags,
      response: { 200: Rules },
    },
    handler: () => rulesView(runtime),
  });
  app.route({
    method: 'PUT',
    url: '/api/resident-rules/:item',
    config: { access: [RULE] },
    schema: {
      operationId: 'setResidentRule',
      summary: '设定一项以谁为准，已在等待核对的一并按规则办理',
      tags,
      params: RuleParams,
      body: RuleBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params, body }, reply) => {
      await setRule(runtime, actor, params.item, body.sources);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/resident-erasures/due',
    config: { access: [ERASE] },
    schema: {
      operationId: 'listErasuresDue',
      summary: '迁出或死亡已满五年、应当删除的记录',
      tags,
      querystring: QueueQuery,
      response: { 200: PageOf(PersonItem) },
    },
    handler: (request) => dueForErasure(runtime, request.actor, request.query),
  });
}

/** Merging two records, taking it back; erasing a person. */
export function mergeRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/resident-merges',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'mergeResidents',
      summary: '把两条记录合并为一个人，可撤销',
      tags,
      body: MergeBody,
      response: { 201: Merged },
    },
    handler: async ({ actor, body }, reply) =>
      reply.status(201).send({ id: await mergePeople(runtime, actor, body) }),
  });
  app.route({
    method: 'POST',
    url: '/api/resident-merges/:id/undo',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'undoResidentMerge',
      summary: '撤销合并',
      tags,
      params: MergeParams,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params }, reply) => {
      await undoMerge(runtime, actor, params.id);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id/merges',
    config: { access: [VIEW] },
    schema: {
      operationId: 'listResidentMerges',
      summary: '并入这条记录的合并',
      tags,
      params: PersonParams,
      response: { 200: MergeItems },
    },
    handler: (request) => mergesOf(runtime, request.actor, request.params.id),
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
      response: { 201: Merged },
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
}

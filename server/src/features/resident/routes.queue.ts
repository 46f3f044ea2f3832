import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { keepApart, mergePeople, undoMerge } from './commands.merge.ts';
import { setRule } from './commands.rule.ts';
import { DECIDE, RULE, VIEW } from './policy.ts';
import { doubles, mergesOf, rulesView, waitingItems } from './queries.queue.ts';
import {
  ApartBody,
  DoubleItem,
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
import { PersonParams } from './schema.ts';

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
}

/** Merging two records, and taking it back. */
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
}

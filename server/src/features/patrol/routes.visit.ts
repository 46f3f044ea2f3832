import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_AREA, VIEW_UNIT } from '../matter/index.ts';
import { raiseFinding } from './commands.finding.ts';
import { submitVisit } from './commands.visit.ts';
import { MANAGE, READERS, WALK } from './policy.ts';
import { findingsOfMatter } from './queries.finding.ts';
import { openVisits, seesVisit, visitDetail } from './queries.visit.ts';
import {
  FindingParams,
  LinkQuery,
  Links,
  Raised,
  SubmitBody,
  VisitDetail,
  VisitItem,
  VisitParams,
  VisitQuery,
} from './schema.ts';

const tags = ['patrol'];

/** What is walked: the worker's list, the checklist, what was found and the matters of it. */
export function visitRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, 'patrol', (_, actor, subject) => seesVisit(runtime, actor, subject));
  app.route({
    method: 'GET',
    url: '/api/patrol-visits',
    config: { access: [WALK] },
    schema: {
      operationId: 'listPatrolVisits',
      summary: '我的网格要巡查的，先到期的在前',
      tags,
      querystring: VisitQuery,
      response: { 200: PageOf(VisitItem) },
    },
    handler: (request) => openVisits(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/patrol-visits/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readPatrolVisit',
      summary: '一次巡查：清单和发现的问题',
      tags,
      params: VisitParams,
      response: { 200: VisitDetail },
    },
    handler: (request) => visitDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/patrol-visits/:id/submit',
    config: { access: [WALK] },
    schema: {
      operationId: 'submitPatrolVisit',
      summary: '提交巡查清单；可把问题转为事项',
      tags,
      params: VisitParams,
      body: SubmitBody,
      response: { 200: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
    },
    handler: (request) => submitVisit(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/patrol-findings/:id/matter',
    config: { access: [WALK, MANAGE] },
    schema: {
      operationId: 'raisePatrolFinding',
      summary: '把发现的问题转为事项',
      tags,
      params: FindingParams,
      response: { 200: Raised },
    },
    handler: (request) => raiseFinding(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/patrol-findings',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listFindingsOfMatter',
      summary: '事项来自哪次专项巡查',
      tags,
      querystring: LinkQuery,
      response: { 200: Links },
    },
    handler: (request) => findingsOfMatter(runtime, request.actor, request.query.matter),
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { closeFinding, governFinding } from './commands.end.ts';
import { FINDING_HANDLE, FINDING_VIEW } from './policy.ts';
import { findingDetail, listFindings } from './queries.ts';
import { CloseBody, FindingDetail, FindingItem, GovernBody } from './schema.ts';

const tags = ['finding'];
const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '预警' }) });

/** Findings: what calls add up to, and what became of it. */
export function findingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/findings',
    config: { access: [FINDING_VIEW] },
    schema: {
      operationId: 'listFindings',
      summary: '重复与热点：研判预警列表',
      tags,
      querystring: Type.Object({
        ended: Type.Optional(Type.Boolean({ title: '已处理' })),
        kind: Type.Optional(Type.Union([Type.Literal('place'), Type.Literal('caller')], { title: '种类' })),
        ...PageQuery,
      }),
      response: { 200: PageOf(FindingItem) },
    },
    handler: (request) => listFindings(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/findings/:id',
    config: { access: [FINDING_VIEW] },
    schema: {
      operationId: 'readFinding',
      summary: '一条研判预警和它的事项',
      tags,
      params: Id,
      response: { 200: FindingDetail },
    },
    handler: (request) => findingDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/findings/:id/close',
    config: { access: [FINDING_HANDLE] },
    schema: {
      operationId: 'closeFinding',
      summary: '处理完毕：写明情况，结束预警',
      tags,
      params: Id,
      body: CloseBody,
      response: { 200: FindingDetail },
    },
    async handler(request) {
      await closeFinding(runtime, request.actor, request.params.id, request.body);
      return findingDetail(runtime, request.actor, request.params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/findings/:id/govern',
    config: { access: [FINDING_HANDLE] },
    schema: {
      operationId: 'governFinding',
      summary: '转为专项治理：立一件事项统一解决',
      tags,
      params: Id,
      body: GovernBody,
      response: { 200: FindingDetail },
    },
    async handler(request) {
      await governFinding(runtime, request.actor, request.params.id, request.body);
      return findingDetail(runtime, request.actor, request.params.id);
    },
  });
}

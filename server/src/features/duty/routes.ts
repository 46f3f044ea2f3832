import type { App } from '../../platform/http/routes.ts';
import { queueJob } from '../../platform/jobs.ts';
import { PageOf } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { closeDuty, createDuty, preview, urgeDuty } from './commands.duty.ts';
import { EXPORT_JOB } from './jobs.export.ts';
import { READERS, SET } from './policy.ts';
import { dutyDetail, listDuties } from './queries.duty.ts';
import { progressOf } from './queries.progress.ts';
import {
  CloseBody,
  DutyBody,
  DutyDetail,
  DutyItem,
  DutyParams,
  DutyQuery,
  Job,
  Made,
  Preview,
  PreviewBody,
  Progress,
  ProgressQuery,
  UrgeBody,
  Urged,
  Versioned,
} from './schema.ts';

const tags = ['duty'];

/** Tasks of the grids: listed, tried, given, urged, closed; how far their grids are. */
export function dutyRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/duties',
    config: { access: READERS },
    schema: {
      operationId: 'listDuties',
      summary: '网格任务，新的在前',
      tags,
      querystring: DutyQuery,
      response: { 200: PageOf(DutyItem) },
    },
    handler: (request) => listDuties(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/duties/preview',
    config: { access: [SET] },
    schema: {
      operationId: 'previewDuty',
      summary: '预览：一项任务涉及多少网格、何时到期',
      tags,
      body: PreviewBody,
      response: { 200: Preview },
    },
    handler: (request) => preview(runtime, request.actor, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/duties',
    config: { access: [SET] },
    schema: {
      operationId: 'createDuty',
      summary: '下达网格任务；部门须凭准入清单上的事项',
      tags,
      body: DutyBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createDuty(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/duties/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readDuty',
      summary: '一项网格任务：要求、表单、进度',
      tags,
      params: DutyParams,
      response: { 200: DutyDetail },
    },
    handler: (request) => dutyDetail(runtime, request.actor, request.params.id),
  });
  watchRoutes(app, runtime);
}

function watchRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/duties/:id/progress',
    config: { access: READERS },
    schema: {
      operationId: 'readDutyProgress',
      summary: '各网格的进度，可汇总到社区、街道、区',
      tags,
      params: DutyParams,
      querystring: ProgressQuery,
      response: { 200: Progress },
    },
    handler: (request) => progressOf(runtime, request.actor, request.params.id, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/duties/:id/urge',
    config: { access: [SET] },
    schema: {
      operationId: 'urgeDuty',
      summary: '催办所有未完成的网格',
      tags,
      params: DutyParams,
      body: UrgeBody,
      response: { 200: Urged },
    },
    handler: (request) => urgeDuty(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/duties/:id/close',
    config: { access: [SET] },
    schema: {
      operationId: 'closeDuty',
      summary: '结束任务，收回未完成的',
      tags,
      params: DutyParams,
      body: CloseBody,
      response: { 200: Versioned },
    },
    handler: (request) => closeDuty(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/duties/:id/export',
    config: { access: READERS },
    schema: {
      operationId: 'exportDuty',
      summary: '把填报结果导出为 XLSX；进度和下载地址见后台工作',
      tags,
      params: DutyParams,
      response: { 202: Job },
    },
    async handler({ actor, params }, reply) {
      // Read once now, so that what may not be seen is refused at once.
      await dutyDetail(runtime, actor, params.id);
      const job = await run(runtime, actor, async (ctx) => queueJob(ctx, EXPORT_JOB, { duty: params.id }));
      return reply.status(202).send({ job });
    },
  });
}

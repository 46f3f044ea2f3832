import type { App } from '../../../platform/http/routes.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { FORMS } from '../policy.ts';
import { listBulks, previewBulk, readBulk, startBulk, undoBulk } from './bulk.ts';
import { startExport } from './export.ts';
import { VIEW_LEDGERS } from './ledgers.ts';
import {
  BulkBody,
  BulkList,
  BulkParams,
  BulkPreview,
  BulkView,
  ColumnsQuery,
  ExportBody,
  ExportStarted,
} from './schema.ts';

const tags = ['ledger'];

/** Edits of many rows at once, looked at before and taken back after; and sheets. */
export function bulkRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/ledger/bulk/preview',
    config: { access: VIEW_LEDGERS },
    schema: {
      operationId: 'previewBulkEdit',
      summary: '批量修改前看一看',
      tags,
      body: BulkBody,
      response: { 200: BulkPreview },
    },
    handler: (request) => previewBulk(runtime, request.actor, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/ledger/bulk',
    config: { access: VIEW_LEDGERS },
    schema: {
      operationId: 'startBulkEdit',
      summary: '批量修改，可撤销',
      tags,
      body: BulkBody,
      response: { 201: BulkView },
    },
    handler: async ({ actor, body }, reply) => reply.status(201).send(await startBulk(runtime, actor, body)),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/bulk',
    config: { access: VIEW_LEDGERS },
    schema: {
      operationId: 'listBulkEdits',
      summary: '我的批量修改',
      tags,
      querystring: ColumnsQuery,
      response: { 200: BulkList },
    },
    handler: (request) => listBulks(runtime, request.actor, request.query.subject),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/bulk/:id',
    config: { access: VIEW_LEDGERS },
    schema: {
      operationId: 'readBulkEdit',
      summary: '一次批量修改',
      tags,
      params: BulkParams,
      response: { 200: BulkView },
    },
    handler: (request) => readBulk(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/ledger/bulk/:id/undo',
    config: { access: VIEW_LEDGERS },
    schema: {
      operationId: 'undoBulkEdit',
      summary: '撤销批量修改',
      tags,
      params: BulkParams,
      response: { 200: BulkView },
    },
    handler: (request) => undoBulk(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/ledger/exports',
    config: { access: [FORMS] },
    schema: {
      operationId: 'exportLedger',
      summary: '导出台账或人群：按权限遮盖，带导出人和时间水印',
      tags,
      body: ExportBody,
      response: { 201: ExportStarted },
    },
    handler: async ({ actor, body }, reply) =>
      reply.status(201).send(await startExport(runtime, actor, body)),
  });
}

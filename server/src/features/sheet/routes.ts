import { Type } from 'typebox';
import { badField } from '../../platform/errors.ts';
import { nameOf } from '../../platform/files/upload.ts';
import { discard } from '../../platform/http/files.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { sheetTargets } from '../../platform/sheet/target.ts';
import { SHEET_TYPE } from '../../platform/sheet/write.ts';
import { forgetSheet, startReport, startSheet } from './commands.start.ts';
import { chooseHead, chooseTarget, SHEET_LIMIT, takeSheet } from './commands.upload.ts';
import { listFaults, listSheets, listTargets, readSheet } from './queries.ts';
import {
  FaultItem,
  HeadBody,
  ReportBody,
  SheetItem,
  SheetLine,
  StartBody,
  TargetBody,
  TargetItem,
} from './schema.ts';
import { templateOf } from './template.ts';

const params = Type.Object({ id: Type.String({ format: 'uuid', title: '导入编号' }) });
const tags = ['sheet'];
const Queued = Type.Object({ job: Type.String({ format: 'uuid' }) });

/** Whoever may hand in any kind of table; which kinds they are, and for which areas, is judged behind the door. */
const doorOf = (runtime: Runtime): string[] => [
  ...new Set(sheetTargets(runtime).map(({ permission }) => permission)),
];

function readRoutes(app: App, runtime: Runtime, access: string[]): void {
  app.route({
    method: 'GET',
    url: '/api/sheets/targets',
    config: { access },
    schema: {
      operationId: 'listSheetTargets',
      summary: '可以导入哪些登记表，各有哪些项',
      tags,
      response: { 200: Type.Object({ items: Type.Array(TargetItem) }) },
    },
    handler: (request) => listTargets(runtime, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/api/sheets/targets/:code/template',
    config: { access },
    schema: {
      operationId: 'downloadSheetTemplate',
      summary: '空白的导入模板（XLSX）：表头、可选内容与填写说明',
      tags,
      params: Type.Object({ code: Type.String({ maxLength: 40, title: '导入什么' }) }),
      response: { 200: Type.String({ format: 'binary', description: 'XLSX 文件' }) },
    },
    async handler(request, reply) {
      const { name, bytes } = await templateOf(runtime, request.actor, request.params.code);
      return reply
        .headers({
          'content-type': SHEET_TYPE,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        .send(bytes as never);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/sheets',
    config: { access },
    schema: {
      operationId: 'listSheets',
      summary: '我的登记表导入',
      tags,
      querystring: Type.Object(PageQuery),
      response: { 200: PageOf(SheetLine) },
    },
    handler: (request) => listSheets(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/sheets/:id',
    config: { access },
    schema: {
      operationId: 'readSheet',
      summary: '一次登记表导入：表头、前几行、对应关系、进度与问题计数',
      tags,
      params,
      response: { 200: SheetItem },
    },
    handler: (request) => readSheet(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/sheets/:id/faults',
    config: { access },
    schema: {
      operationId: 'listSheetFaults',
      summary: '有问题的行，按文件中的顺序',
      tags,
      params,
      querystring: Type.Object({
        kind: Type.Optional(
          Type.String({
            maxLength: 120,
            title: '问题种类',
            description: '项:问题，如 id_number:bad_id_number',
          }),
        ),
        ...PageQuery,
      }),
      response: { 200: PageOf(FaultItem) },
    },
    handler: (request) => listFaults(runtime, request.actor, request.params.id, request.query),
  });
}

function uploadRoute(app: App, runtime: Runtime, access: string[]): void {
  app.route({
    method: 'POST',
    url: '/api/sheets',
    config: { access },
    schema: {
      operationId: 'uploadSheet',
      summary: '上传一份登记表（multipart/form-data，CSV 或 XLSX，最大 300 MB）',
      description: '找出表头和各列；同样的表头会记住本单位上一次的对应。',
      tags,
      querystring: Type.Object({ target: Type.String({ maxLength: 40, title: '导入什么' }) }),
      response: { 201: SheetItem },
    },
    async handler(request, reply) {
      const take = async () => {
        const part = await request.file({ limits: { fileSize: SHEET_LIMIT }, throwFileSizeLimit: false });
        if (!part) throw badField('file', 'required', '请选择要导入的文件。');
        return takeSheet(runtime, request.actor, request.query.target, part.file, nameOf(part));
      };
      const id = await take().catch((error) => {
        discard(request);
        throw error;
      });
      return reply.status(201).send(await readSheet(runtime, request.actor, id));
    },
  });
}

function readingRoutes(app: App, runtime: Runtime, access: string[]): void {
  app.route({
    method: 'PUT',
    url: '/api/sheets/:id/head',
    config: { access },
    schema: {
      operationId: 'chooseSheetHead',
      summary: '改选表头所在的行',
      tags,
      params,
      body: HeadBody,
      response: { 200: SheetItem },
    },
    async handler(request) {
      await chooseHead(runtime, request.actor, request.params.id, request.body.head);
      return readSheet(runtime, request.actor, request.params.id);
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/sheets/:id/target',
    config: { access },
    schema: {
      operationId: 'chooseSheetTarget',
      summary: '改为导入另一种登记表，不必重新上传',
      tags,
      params,
      body: TargetBody,
      response: { 200: SheetItem },
    },
    async handler(request) {
      await chooseTarget(runtime, request.actor, request.params.id, request.body.target);
      return readSheet(runtime, request.actor, request.params.id);
    },
  });
}

function workRoutes(app: App, runtime: Runtime, access: string[]): void {
  app.route({
    method: 'POST',
    url: '/api/sheets/:id/start',
    config: { access },
    schema: {
      operationId: 'startSheet',
      summary: '检查全部行，或开始导入；进度见后台工作',
      tags,
      params,
      body: StartBody,
      response: { 202: Queued },
    },
    async handler(request, reply) {
      return reply
        .status(202)
        .send(await startSheet(runtime, request.actor, request.params.id, request.body));
    },
  });
  app.route({
    method: 'POST',
    url: '/api/sheets/:id/report',
    config: { access },
    schema: {
      operationId: 'reportSheet',
      summary: '做一份标出问题的文件（XLSX），改好后可再上传',
      tags,
      params,
      body: ReportBody,
      response: { 202: Queued },
    },
    async handler(request, reply) {
      return reply
        .status(202)
        .send(await startReport(runtime, request.actor, request.params.id, request.body.rows));
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/sheets/:id',
    config: { access },
    schema: {
      operationId: 'forgetSheet',
      summary: '删除上传的文件和检查结果；已导入的不受影响',
      tags,
      params,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await forgetSheet(runtime, request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  });
}

/** Tables of people and things: upload, choose how columns are read, check, correct, import. */
export function sheetRoutes(app: App, runtime: Runtime): void {
  const access = doorOf(runtime);
  readRoutes(app, runtime, access);
  uploadRoute(app, runtime, access);
  readingRoutes(app, runtime, access);
  workRoutes(app, runtime, access);
}

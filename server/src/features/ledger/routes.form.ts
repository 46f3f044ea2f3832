import { buffer } from 'node:stream/consumers';
import { Type } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, Refusal } from '../../platform/errors.ts';
import { nameOf } from '../../platform/files/upload.ts';
import { discard } from '../../platform/http/files.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeForm, deleteForm, FORM_LIMIT, startFill, takeForm } from './commands.form.ts';
import { FORMS } from './policy.ts';
import { formItems, listFills, listForms, previewFill, readForm } from './queries.form.ts';
import {
  FillBody,
  FilledPreview,
  FormChange,
  FormDetail,
  FormFill,
  FormItemRow,
  FormParams,
  FormWordItem,
  PreviewBody,
} from './schema.form.ts';

const access = [FORMS];
const tags = ['form'];

type Uploading = Parameters<typeof discard>[0];

async function upload(runtime: Runtime, request: Uploading & { actor: Actor }): Promise<string> {
  const part = await request.file({ limits: { fileSize: FORM_LIMIT }, throwFileSizeLimit: false });
  if (!part) throw badField('file', 'required', '请选择空白表格。');
  const content = await buffer(part.file);
  if (part.file.truncated)
    throw new Refusal(413, 'too_large', '文件太大：空白表格最大 5 MB。请去掉里面的图片和多余的工作表。');
  return takeForm(runtime, request.actor, content, nameOf(part));
}

function formFileRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/forms',
    config: { access },
    schema: {
      operationId: 'uploadForm',
      summary: '上传部门的空白表格（multipart/form-data，XLSX，最大 5 MB），识别表头',
      description: '同一张表以前有人对应过的，沿用那次的对应。',
      tags,
      response: { 201: FormDetail },
    },
    async handler(request, reply) {
      const id = await upload(runtime, request).catch((error) => {
        discard(request);
        throw error;
      });
      return reply.status(201).send(await readForm(runtime, request.actor, id));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/forms',
    config: { access },
    schema: {
      operationId: 'listForms',
      summary: '我的表格，新的在前',
      tags,
      querystring: Type.Object(PageQuery),
      response: { 200: PageOf(FormItemRow) },
    },
    handler: (request) => listForms(runtime, request.actor, request.query),
  });
  app.route({
    method: 'DELETE',
    url: '/api/forms/:id',
    config: { access },
    schema: {
      operationId: 'deleteForm',
      summary: '删除一张表格和它的填写记录',
      tags,
      params: FormParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await deleteForm(runtime, request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  });
}

function mappingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/forms/:id',
    config: { access },
    schema: {
      operationId: 'readForm',
      summary: '一张表格：样子、空格和对应的项',
      tags,
      params: FormParams,
      response: { 200: FormDetail },
    },
    handler: (request) => readForm(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PATCH',
    url: '/api/forms/:id',
    config: { access },
    schema: {
      operationId: 'changeForm',
      summary: '改空格的对应，或换一张工作表重新识别',
      tags,
      params: FormParams,
      body: FormChange,
      response: { 200: FormDetail },
    },
    async handler({ actor, params, body }) {
      await changeForm(runtime, actor, params.id, body);
      return readForm(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/form-items',
    config: { access },
    schema: {
      operationId: 'listFormItems',
      summary: '空格可以填的项',
      tags,
      response: { 200: Type.Object({ items: Type.Array(FormWordItem) }) },
    },
    handler: () => formItems(runtime),
  });
}

function fillRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/forms/:id/preview',
    config: { access },
    schema: {
      operationId: 'previewForm',
      summary: '看看填好的样子（最多十人，信息已遮盖）',
      tags,
      params: FormParams,
      body: PreviewBody,
      response: { 200: FilledPreview },
    },
    handler: ({ actor, params, body }) => previewFill(runtime, actor, params.id, body.people),
  });
  app.route({
    method: 'POST',
    url: '/api/forms/:id/fills',
    config: { access },
    schema: {
      operationId: 'fillForm',
      summary: '为选定的人填表；进度和下载地址见后台工作',
      tags,
      params: FormParams,
      body: FillBody,
      response: { 202: Type.Object({ job: Type.String({ format: 'uuid' }) }) },
    },
    async handler({ actor, params, body }, reply) {
      return reply.status(202).send(await startFill(runtime, actor, params.id, body));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/forms/:id/fills',
    config: { access },
    schema: {
      operationId: 'listFormFills',
      summary: '这张表的填写记录，新的在前；文件保留七天',
      tags,
      params: FormParams,
      querystring: Type.Object(PageQuery),
      response: { 200: PageOf(FormFill) },
    },
    handler: ({ actor, params, query }) => listFills(runtime, actor, params.id, query),
  });
}

/** 智能报表: departments' blank forms, what their cells mean, and filling them. */
export function formRoutes(app: App, runtime: Runtime): void {
  formFileRoutes(app, runtime);
  mappingRoutes(app, runtime);
  fillRoutes(app, runtime);
}

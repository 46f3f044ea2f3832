import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { exportBundle, readBundle } from './bundle.ts';
import { discardDraft, importDrafts, publishDraft, saveDraft } from './commands.ts';
import { judgeText } from './judge.ts';
import { kindOf } from './kinds.ts';
import { documentDetail, listDocuments, versionText } from './queries.ts';
import {
  Bundle,
  DocumentDetail,
  DocumentItem,
  DocumentParams,
  DraftBody,
  DraftQuery,
  DraftSaved,
  ExportQuery,
  Imported,
  Judged,
  KindParams,
  LintBody,
  PublishBody,
  VersionParams,
} from './schema.ts';

const tags = ['config'];
const EDIT = { access: ['config:edit'] } as const;
const url = '/api/config/:kind/:code';
/** A matrix of a large city is some thousands of lines. */
const BODY = 8 * 1024 * 1024;

function readRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/config',
    config: EDIT,
    schema: {
      operationId: 'listConfig',
      summary: '全部配置：正在执行的版本、谁发布的、谁在写草稿',
      tags,
      response: { 200: Type.Object({ items: Type.Array(DocumentItem) }) },
    },
    handler: async () => ({ items: await listDocuments(runtime) }),
  });
  app.route({
    method: 'GET',
    url,
    config: EDIT,
    schema: {
      operationId: 'readConfig',
      summary: '一份配置：正在执行的内容、草稿、历史版本',
      tags,
      params: DocumentParams,
      response: { 200: DocumentDetail },
    },
    handler: ({ params }) => documentDetail(runtime, params),
  });
  app.route({
    method: 'GET',
    url: `${url}/versions/:version`,
    config: EDIT,
    schema: {
      operationId: 'readConfigVersion',
      summary: '一个历史版本的内容，用来比较',
      tags,
      params: VersionParams,
      response: { 200: Type.Object({ text: Type.String() }) },
    },
    handler: async ({ params: { kind, code, version } }) => ({
      text: await versionText(runtime, kind, code, version),
    }),
  });
}

function draftRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'PUT',
    url: `${url}/draft`,
    config: EDIT,
    bodyLimit: BODY,
    schema: {
      operationId: 'saveConfigDraft',
      summary: '保存草稿（不生效）；别人同时改过会告知，双方的内容都不丢',
      tags,
      params: DocumentParams,
      body: DraftBody,
      response: { 200: DraftSaved },
    },
    handler: (request) => saveDraft(runtime, request.actor, request.params, request.body),
  });
  app.route({
    method: 'DELETE',
    url: `${url}/draft`,
    config: EDIT,
    schema: {
      operationId: 'discardConfigDraft',
      summary: '放弃草稿；正在执行的内容不变',
      tags,
      params: DocumentParams,
      querystring: DraftQuery,
      response: { 200: Type.Object({}) },
    },
    async handler(request) {
      await discardDraft(runtime, request.actor, request.params, request.query.version);
      return {};
    },
  });
  app.route({
    method: 'POST',
    url: '/api/config/:kind/lint',
    config: EDIT,
    bodyLimit: BODY,
    schema: {
      operationId: 'lintConfig',
      summary: '校验一份内容：错误和提醒各在第几行；流程另给出流程图',
      tags,
      params: KindParams,
      body: LintBody,
      response: { 200: Judged },
    },
    handler: ({ params, body }) => judgeText(runtime, kindOf(params.kind), body.code, body.text),
  });
  app.route({
    method: 'POST',
    url: `${url}/publish`,
    config: { access: ['config:publish'] },
    schema: {
      operationId: 'publishConfig',
      summary: '发布草稿：有错误不能发布；新事项按新版本，已有的按各自的版本',
      tags,
      params: DocumentParams,
      body: PublishBody,
      response: { 200: DraftSaved },
    },
    handler: (request) => publishDraft(runtime, request.actor, request.params, request.body),
  });
}

/** Configuration as texts: drafts, their judgement, publishing, history, and files to carry them elsewhere. */
export function configRoutes(app: App, runtime: Runtime): void {
  readRoutes(app, runtime);
  draftRoutes(app, runtime);
  app.route({
    method: 'GET',
    url: '/api/config/export',
    config: EDIT,
    schema: {
      operationId: 'exportConfig',
      summary: '导出正在执行的配置为一个文件（YAML）',
      tags,
      querystring: ExportQuery,
      response: { 200: Type.Object({ text: Type.String() }) },
    },
    handler: async ({ query }) => ({
      text: await exportBundle(runtime, query.kinds?.split(',').filter(Boolean) ?? []),
    }),
  });
  app.route({
    method: 'POST',
    url: '/api/config/import',
    config: EDIT,
    bodyLimit: BODY,
    schema: {
      operationId: 'importConfig',
      summary: '导入配置文件为草稿，不会直接生效',
      tags,
      body: Bundle,
      response: { 200: Imported },
    },
    handler: (request) => importDrafts(runtime, request.actor, readBundle(request.body.text)),
  });
}

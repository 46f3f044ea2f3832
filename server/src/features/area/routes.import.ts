import { readFile } from 'node:fs/promises';
import { badField } from '../../platform/errors.ts';
import { receive } from '../../platform/files/upload.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { confirmImport, takeFile } from './commands.upload.ts';
import { findImport, listImports } from './queries.import.ts';
import { MANAGE } from './routes.manage.ts';
import { ImportItem, ImportList, UploadQuery } from './schema.manage.ts';
import { IdParams } from './schema.ts';

const tags = ['area'];

/** Files of division codes and boundaries: uploaded and checked, read by a person, then put in force. */
export function importRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/areas/imports',
    config: MANAGE,
    schema: {
      operationId: 'uploadAreaFile',
      summary: '上传区划编码或边界文件并检查（multipart/form-data，最大 20 MB），确认前不生效',
      tags,
      querystring: UploadQuery,
      response: { 201: ImportItem },
    },
    async handler(request, reply) {
      const { kind, ...options } = request.query;
      const part = await request.file();
      if (!part) throw badField('file', 'required', '请选择要上传的文件。');
      const bytes = await receive(runtime, part.file, (path) => readFile(path));
      const upload = { kind, fileName: part.filename, bytes, options };
      const id = await takeFile(runtime, request.actor, upload);
      return reply.status(201).send(await findImport(runtime, id));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/areas/imports',
    config: MANAGE,
    schema: {
      operationId: 'listAreaImports',
      summary: '最近上传的区划与边界文件',
      tags,
      response: { 200: ImportList },
    },
    handler: async () => ({ items: await listImports(runtime) }),
  });
  app.route({
    method: 'GET',
    url: '/api/areas/imports/:id',
    config: MANAGE,
    schema: {
      operationId: 'getAreaImport',
      summary: '一个上传文件的检查或导入报告',
      tags,
      params: IdParams,
      response: { 200: ImportItem },
    },
    handler: (request) => findImport(runtime, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/areas/imports/:id/apply',
    config: MANAGE,
    schema: {
      operationId: 'applyAreaImport',
      summary: '确认导入检查过的文件',
      tags,
      params: IdParams,
      response: { 200: ImportItem },
    },
    async handler({ actor, params }) {
      await confirmImport(runtime, actor, params.id);
      return findImport(runtime, params.id);
    },
  });
}

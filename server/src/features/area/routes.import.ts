import { readFile } from 'node:fs/promises';
import { badField, Refusal } from '../../platform/errors.ts';
import { nameOf, receive } from '../../platform/files/upload.ts';
import { discard } from '../../platform/http/files.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { confirmImport, takeFile } from './commands.upload.ts';
import { findImport, listImports } from './queries.import.ts';
import { MANAGE } from './routes.manage.ts';
import { ImportItem, ImportList, UploadQuery } from './schema.manage.ts';
import { IdParams } from './schema.ts';

const tags = ['area'];

/** A city's boundaries with all their vertices, in bytes. */
const LIMIT = 50 * 1024 * 1024;
// What multipart puts around a file.
const ENVELOPE = 16 * 1024;

const tooLarge = () =>
  new Refusal(
    413,
    'too_large',
    '文件太大：上传最大 50 MB。更大的文件请由运维人员用命令 npm run admin -- area 导入。',
  );

async function fileOf(runtime: Runtime, request: Parameters<typeof discard>[0]) {
  if (Number(request.headers['content-length'] ?? 0) > LIMIT + ENVELOPE) throw tooLarge();
  const part = await request.file({ limits: { fileSize: LIMIT }, throwFileSizeLimit: false });
  if (!part) throw badField('file', 'required', '请选择要上传的文件。');
  return { name: nameOf(part), bytes: await receive(runtime, part.file, (path) => readFile(path)) };
}

/** Files of division codes and boundaries: uploaded and checked, read by a person, then put in force. */
export function importRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/areas/imports',
    config: MANAGE,
    schema: {
      operationId: 'uploadAreaFile',
      summary: '上传区划编码或边界文件并检查（multipart/form-data，最大 50 MB），确认前不生效',
      tags,
      querystring: UploadQuery,
      response: { 201: ImportItem },
    },
    async handler(request, reply) {
      const { kind, ...options } = request.query;
      const { name, bytes } = await fileOf(runtime, request).catch((error) => {
        discard(request);
        throw error instanceof Refusal && error.status === 413 ? tooLarge() : error;
      });
      const id = await takeFile(runtime, request.actor, { kind, fileName: name, bytes, options });
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

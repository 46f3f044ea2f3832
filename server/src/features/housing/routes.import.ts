import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { badField, Refusal } from '../../platform/errors.ts';
import { nameOf, receive } from '../../platform/files/upload.ts';
import { discard } from '../../platform/http/files.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { applyOutlines, uploadOutlines } from './commands.upload.ts';
import { EDIT } from './policy.ts';
import { outlineImport, outlineImports } from './queries.import.ts';
import { ImportParams, ImportQuery, OutlineImport } from './schema.import.ts';

const tags = ['housing'];
/** Ten thousand outlines with all their corners, in bytes. */
const LIMIT = 20 * 1024 * 1024;

async function fileOf(runtime: Runtime, request: Parameters<typeof discard>[0]) {
  const part = await request.file({ limits: { fileSize: LIMIT }, throwFileSizeLimit: false });
  if (!part) throw badField('file', 'required', '请选择要上传的文件。');
  return { name: nameOf(part), bytes: await receive(runtime, part.file, (path) => readFile(path)) };
}

/** Outlines from files: uploaded and tried, read by a person, then taken in. */
export function importRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/housing/imports',
    config: { access: [EDIT] },
    schema: {
      operationId: 'uploadOutlines',
      summary: '上传建筑轮廓（GeoJSON，最大 20 MB）并检查，确认前不生效',
      tags,
      querystring: ImportQuery,
      response: { 201: OutlineImport },
    },
    async handler(request, reply) {
      const file = await fileOf(runtime, request).catch((error) => {
        discard(request);
        throw error instanceof Refusal && error.status === 413
          ? new Refusal(413, 'too_large', '文件太大：上传最大 20 MB，请分成几个文件。')
          : error;
      });
      const id = await uploadOutlines(runtime, request.actor, {
        ...file,
        system: request.query.system ?? 'wgs84',
      });
      return reply.status(201).send(await outlineImport(runtime, request.actor, id));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/housing/imports',
    config: { access: [EDIT] },
    schema: {
      operationId: 'listOutlineImports',
      summary: '自己最近上传的轮廓文件',
      tags,
      response: { 200: Type.Object({ items: Type.Array(OutlineImport) }) },
    },
    handler: async (request) => ({ items: await outlineImports(runtime, request.actor) }),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/imports/:id/apply',
    config: { access: [EDIT] },
    schema: {
      operationId: 'applyOutlines',
      summary: '确认导入检查过的轮廓',
      tags,
      params: ImportParams,
      response: { 200: OutlineImport },
    },
    async handler(request) {
      await applyOutlines(runtime, request.actor, request.params.id);
      return outlineImport(runtime, request.actor, request.params.id);
    },
  });
}

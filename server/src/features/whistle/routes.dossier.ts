import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { downloadDossier } from './commands.dossier.ts';
import { READERS } from './policy.ts';
import { readDossier } from './queries.dossier.ts';
import { Dossier } from './schema.dossier.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '哨' }) });

/** One dossier per whistle (一哨一档): to read, and as a file. */
export function dossierRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/whistles/:id/dossier',
    config: { access: READERS },
    schema: {
      operationId: 'readDossier',
      summary: '一哨一档：全部经过，事件链当场核验',
      tags: ['whistle'],
      params: Id,
      response: { 200: Dossier },
    },
    handler: (request) => readDossier(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/whistles/:id/dossier',
    config: { access: READERS },
    schema: {
      operationId: 'downloadDossier',
      summary: '下载一哨一档（HTML 文件，可直接打印）；下载会记录在案',
      tags: ['whistle'],
      params: Id,
      response: { 200: Type.String({ description: 'HTML 文件' }) },
    },
    async handler(request, reply) {
      const { name, html } = await downloadDossier(runtime, request.actor, request.params.id);
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
        })
        .send(html);
    },
  });
}

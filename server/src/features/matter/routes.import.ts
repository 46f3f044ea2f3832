import { Type } from 'typebox';
import { badField } from '../../platform/errors.ts';
import { nameOf } from '../../platform/files/upload.ts';
import { discard } from '../../platform/http/files.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { startImport } from './commands.import.start.ts';
import { IMPORT_LIMIT, readImport, takeFile } from './commands.import.ts';
import { mapImport } from './commands.import.values.ts';
import { ImportItem, ImportValues, MapBody, StartBody } from './schema.import.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '导入编号' }) });
const access = ['matter:import'];

/** Files of many matters: upload, choose how columns are read, let them be worked off. */
export function importRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/imports',
    config: { access },
    schema: {
      operationId: 'uploadImport',
      summary: '上传一个批量导入的文件（multipart/form-data，CSV 或 XLSX，最大 50 MB）',
      description: '返回列名、前几行和建议的对应关系；同样的表头会记住上一次的对应。',
      tags: ['import'],
      response: { 201: ImportItem },
    },
    async handler(request, reply) {
      const take = async () => {
        const part = await request.file({ limits: { fileSize: IMPORT_LIMIT }, throwFileSizeLimit: false });
        if (!part) throw badField('file', 'required', '请选择要导入的文件。');
        return takeFile(runtime, request.actor, part.file, nameOf(part));
      };
      const taken = await take().catch((error) => {
        discard(request);
        throw error;
      });
      return reply.status(201).send(taken);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/imports/:id',
    config: { access },
    schema: {
      operationId: 'readImport',
      summary: '一次导入：列名、前几行、对应关系、所属的后台工作',
      tags: ['import'],
      params: Id,
      response: { 200: ImportItem },
    },
    handler: (request) => readImport(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PUT',
    url: '/api/imports/:id/mapping',
    config: { access },
    schema: {
      operationId: 'mapImport',
      summary: '保存对应关系，并列出各列里有哪些值、哪些已认识',
      description:
        '类型、类别、来源、区域、办理单位、是否类的列和补充问题中的选择题，各列出行数最多的 200 种值。大文件在后台统计：job 不为空时，等它完成后再取一次。',
      tags: ['import'],
      params: Id,
      body: MapBody,
      response: { 200: ImportValues },
    },
    handler: (request) => mapImport(runtime, request.actor, request.params.id, request.body.mapping),
  });
  app.route({
    method: 'POST',
    url: '/api/imports/:id/start',
    config: { access },
    schema: {
      operationId: 'startImport',
      summary: '开始导入（或试运行）；进度见后台工作',
      tags: ['import'],
      params: Id,
      body: StartBody,
      response: { 202: Type.Object({ job: Type.String({ format: 'uuid' }) }) },
    },
    async handler(request, reply) {
      return reply
        .status(202)
        .send(await startImport(runtime, request.actor, request.params.id, request.body));
    },
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { startExport } from './commands.export.ts';
import { exportCodes, exportColumns } from './export.ts';
import { ListQuery } from './routes.ts';

const { cursor: _cursor, limit: _limit, ...FILTERS } = ListQuery.properties;

const ExportBody = Type.Object(
  {
    ...FILTERS,
    columns: Type.Optional(
      Type.Array(Type.Enum([...exportCodes]), {
        minItems: 1,
        maxItems: exportCodes.length,
        title: '列',
        description: `默认全部：${exportCodes.map((code) => `${code} ${exportColumns[code].name}`).join('、')}`,
      }),
    ),
  },
  { additionalProperties: false },
);

/** The list as a spreadsheet. */
export function exportRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/matters/export',
    config: { access: ['matter:export'] },
    schema: {
      operationId: 'exportMatters',
      summary: '把事项列表导出为 XLSX；条件与列表相同，进度和下载地址见后台工作',
      tags: ['matter'],
      body: ExportBody,
      response: { 202: Type.Object({ job: Type.String({ format: 'uuid' }) }) },
    },
    async handler(request, reply) {
      return reply.status(202).send(await startExport(runtime, request.actor, request.body));
    },
  });
}

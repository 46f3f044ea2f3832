import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { EXPORT_JOB } from './jobs.export.ts';
import { RECOMPUTE_JOB } from './jobs.recompute.ts';
import { OWN, VIEW } from './policy.ts';
import { listFacts } from './queries.facts.ts';
import type { TableQuestion } from './queries.table.ts';
import { listSchemes, showTable } from './queries.ts';
import { FactPage, FactQuery, SchemeInfo, Table, TableQuery } from './schema.ts';

const tags = ['insight'];
const Job = Type.Object({ job: Type.String({ format: 'uuid', title: '后台工作' }) });

/** Indicators: what is counted, the table, the matters behind a number. */
export function insightRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/insight/schemes',
    config: { access: [VIEW, OWN] },
    schema: {
      operationId: 'listSchemes',
      summary: '考核方案：指标、怎么数、综合得分怎么算',
      tags,
      response: { 200: Type.Object({ items: Type.Array(SchemeInfo) }) },
    },
    handler: () => listSchemes(runtime),
  });
  app.route({
    method: 'GET',
    url: '/api/insight/table',
    config: { access: [VIEW, OWN] },
    schema: {
      operationId: 'indicatorTable',
      summary: '考核指标表：按区域、单位、岗位或人员；默认为本人管辖的范围',
      tags,
      querystring: TableQuery,
      response: { 200: Table },
    },
    handler: ({ actor, query }) => showTable(runtime, actor, query as TableQuestion),
  });
  app.route({
    method: 'GET',
    url: '/api/insight/facts',
    config: { access: [VIEW, OWN] },
    schema: {
      operationId: 'listFacts',
      summary: '一个数背后的事项，件数与表中相等',
      tags,
      querystring: FactQuery,
      response: { 200: FactPage },
    },
    handler: ({ actor, query }) => listFacts(runtime, actor, query),
  });
  workRoutes(app, runtime);
}

/** What takes longer than a request. */
function workRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/insight/export',
    config: { access: [VIEW] },
    schema: {
      operationId: 'exportTable',
      summary: '把考核指标表导出为 XLSX 或 CSV；进度和下载地址见后台工作',
      tags,
      body: Type.Object(
        { ...TableQuery.properties, format: Type.Enum(['xlsx', 'csv'], { title: '格式' }) },
        { additionalProperties: false },
      ),
      response: { 202: Job },
    },
    async handler({ actor, body }, reply) {
      // Asked once now, so that what may not be seen is refused at once.
      await showTable(runtime, actor, body as TableQuestion);
      const job = await run(runtime, actor, async (ctx) => queueJob(ctx, EXPORT_JOB, body));
      return reply.status(202).send({ job });
    },
  });
  app.route({
    method: 'POST',
    url: '/api/insight/recompute',
    config: { access: ['workflow:manage'] },
    schema: {
      operationId: 'recomputeFacts',
      summary: '按事件记录重新计算全部考核数据；进度见后台工作',
      tags,
      response: { 202: Job },
    },
    async handler({ actor }, reply) {
      const job = await run(runtime, actor, async (ctx) => queueJob(ctx, RECOMPUTE_JOB, {}));
      return reply.status(202).send({ job });
    },
  });
}

import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { listWorkflows, workflowDetail } from './queries.ts';
import { WorkflowDetail, WorkflowList, WorkflowParams, WorkflowQuery } from './schema.ts';

const tags = ['workflow'];
const MANAGE = { access: ['workflow:manage'] } as const;

/** Flows as they are in force, to be read; they are changed by packs. */
export function workflowRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/workflows',
    config: MANAGE,
    schema: {
      operationId: 'listWorkflows',
      summary: '流程，以及使用它们的事项类型',
      tags,
      response: { 200: WorkflowList },
    },
    handler: async () => ({ items: await listWorkflows(runtime) }),
  });
  app.route({
    method: 'GET',
    url: '/api/workflows/:code',
    config: MANAGE,
    schema: {
      operationId: 'getWorkflow',
      summary: '一个流程：环节与动作的图、文字说明、检查发现的问题',
      tags,
      params: WorkflowParams,
      querystring: WorkflowQuery,
      response: { 200: WorkflowDetail },
    },
    handler: ({ params, query }) => workflowDetail(runtime, params.code, query.version),
  });
}

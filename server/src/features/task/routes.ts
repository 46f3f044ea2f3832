import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { listTodo, taskCounts } from './queries.todo.ts';
import { TaskCounts, TodoItem } from './schema.ts';

/** What waits for somebody. */
export function taskRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/tasks',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listTasks',
      summary: '待办：本人和本单位未办结的任务，先到期的在前',
      tags: ['task'],
      querystring: Type.Object({
        kind: Type.Optional(Type.String({ maxLength: 40, title: '任务种类' })),
        ...PageQuery,
      }),
      response: { 200: PageOf(TodoItem) },
    },
    handler: (request) => listTodo(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/tasks/counts',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'countTasks',
      summary: '待办数量，按任务种类',
      tags: ['task'],
      response: { 200: TaskCounts },
    },
    handler: (request) => taskCounts(runtime, request.actor),
  });
}

import type { Feature } from '../../platform/feature.ts';
import { registerUnitUses } from '../account/index.ts';
import { openTasksOf } from './queries.unit.ts';
import { taskRoutes } from './routes.ts';

export const task: Feature = {
  name: 'task',
  routes(app, runtime) {
    taskRoutes(app, runtime);
    registerUnitUses(runtime, async (ctx, unit) => ({
      what: 'open_tasks',
      n: await openTasksOf(ctx, unit),
      words: '项待办',
    }));
  },
};

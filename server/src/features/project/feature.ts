import type { Feature } from '../../platform/feature.ts';
import { registerWorkMover } from '../account/index.ts';
import { leaveProjects } from './commands.leaving.ts';
import { itemRoutes, listRoutes } from './routes.ts';

export const project: Feature = {
  name: 'project',
  routes(app, runtime) {
    listRoutes(app, runtime);
    itemRoutes(app, runtime);
    registerWorkMover(runtime, { handOver: leaveProjects, takeBack: async () => 0 });
  },
};

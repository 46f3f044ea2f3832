import type { Feature } from '../../platform/feature.ts';
import { registerWorkMover } from '../account/index.ts';
import { registerTodos } from '../task/index.ts';
import { visitMover } from './commands.handover.ts';
import { areaFollower } from './jobs.areas.ts';
import { visitTimer } from './jobs.ts';
import { visitTodos } from './queries.visit.ts';
import { campaignRoutes } from './routes.ts';
import { visitRoutes } from './routes.visit.ts';

export const patrol: Feature = {
  name: 'patrol',
  routes(app, runtime) {
    campaignRoutes(app, runtime);
    visitRoutes(app, runtime);
    registerWorkMover(runtime, visitMover);
    registerTodos(runtime, 'patrol', visitTodos);
  },
  subscribers: [areaFollower],
  timers: [visitTimer],
};

import type { Feature } from '../../platform/feature.ts';
import { registerWorkMover } from '../account/index.ts';
import { handOverVisits, takeVisitsBack } from './commands.handover.ts';
import { areaFollower } from './jobs.areas.ts';
import { visitTimer } from './jobs.ts';
import { campaignRoutes } from './routes.ts';
import { visitRoutes } from './routes.visit.ts';

export const patrol: Feature = {
  name: 'patrol',
  routes(app, runtime) {
    campaignRoutes(app, runtime);
    visitRoutes(app, runtime);
    registerWorkMover(runtime, { handOver: handOverVisits, takeBack: takeVisitsBack });
  },
  subscribers: [areaFollower],
  timers: [visitTimer],
};

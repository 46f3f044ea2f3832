import type { Feature } from '../../platform/feature.ts';
import { visitTimer } from './jobs.ts';
import { campaignRoutes } from './routes.ts';
import { visitRoutes } from './routes.visit.ts';

export const patrol: Feature = {
  name: 'patrol',
  routes(app, runtime) {
    campaignRoutes(app, runtime);
    visitRoutes(app, runtime);
  },
  timers: [visitTimer],
};

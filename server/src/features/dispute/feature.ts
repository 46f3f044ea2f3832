import type { Feature } from '../../platform/feature.ts';
import { opener, reminder } from './jobs.ts';
import { disputeRoutes } from './routes.ts';
import { workRoutes } from './routes.work.ts';

export const dispute: Feature = {
  name: 'dispute',
  routes(app, runtime) {
    disputeRoutes(app, runtime);
    workRoutes(app, runtime);
  },
  subscribers: [opener],
  timers: [reminder],
};

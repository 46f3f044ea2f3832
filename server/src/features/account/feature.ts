import type { Feature } from '../../platform/feature.ts';
import { purgeTimer } from './jobs.ts';
import { meRoutes } from './routes.me.ts';
import { sessionRoutes } from './routes.session.ts';

export const account: Feature = {
  name: 'account',
  routes(app, runtime) {
    for (const add of [sessionRoutes, meRoutes]) add(app, runtime);
  },
  timers: [purgeTimer],
};

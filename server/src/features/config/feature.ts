import type { Feature } from '../../platform/feature.ts';
import { trialJob } from './jobs.trial.ts';
import { trialRoutes } from './routes.trial.ts';
import { configRoutes } from './routes.ts';

export const config: Feature = {
  name: 'config',
  routes(app, runtime) {
    configRoutes(app, runtime);
    trialRoutes(app, runtime);
  },
  jobs: [trialJob],
};

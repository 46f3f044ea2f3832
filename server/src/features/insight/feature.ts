import type { Feature } from '../../platform/feature.ts';
import { exportJob } from './jobs.export.ts';
import { folder, ripener } from './jobs.fold.ts';
import { recomputeJob } from './jobs.recompute.ts';
import { insightRoutes } from './routes.ts';

export const insight: Feature = {
  name: 'insight',
  routes: insightRoutes,
  subscribers: [folder],
  timers: [ripener],
  jobs: [recomputeJob, exportJob],
};

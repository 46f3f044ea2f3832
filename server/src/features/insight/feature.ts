import type { Feature } from '../../platform/feature.ts';
import { folder, ripener } from './jobs.fold.ts';
import { recomputeJob } from './jobs.recompute.ts';

export const insight: Feature = {
  name: 'insight',
  subscribers: [folder],
  timers: [ripener],
  jobs: [recomputeJob],
};

import type { Feature } from '../../platform/feature.ts';
import { findingFollower } from './jobs.ts';
import { findingRoutes } from './routes.ts';

export const finding: Feature = {
  name: 'finding',
  routes: findingRoutes,
  subscribers: [findingFollower],
};

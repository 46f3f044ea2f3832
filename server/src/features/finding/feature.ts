import type { Feature } from '../../platform/feature.ts';
import { findingNotices } from './jobs.notices.ts';
import { findingFollower } from './jobs.ts';
import { findingRoutes } from './routes.ts';

export const finding: Feature = {
  name: 'finding',
  routes: findingRoutes,
  subscribers: [findingFollower, findingNotices],
};

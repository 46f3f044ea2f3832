import type { Feature } from '../../platform/feature.ts';
import { chainTimer, walkTimer } from './jobs.chain.ts';
import { auditFollower } from './jobs.ts';
import { auditRoutes } from './routes.ts';

export const audit: Feature = {
  name: 'audit',
  routes: auditRoutes,
  subscribers: [auditFollower],
  timers: [chainTimer, walkTimer],
};

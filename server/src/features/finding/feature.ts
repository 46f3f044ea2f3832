import type { Feature } from '../../platform/feature.ts';
import { findingNotices } from './jobs.notices.ts';
import { findingFollower } from './jobs.ts';
import { callerPlains } from './points.ts';
import { findingRoutes } from './routes.ts';

export const finding: Feature = {
  name: 'finding',
  routes: findingRoutes,
  subscribers: [findingFollower, findingNotices],
  printed: [{ table: 'finding_point', key: 'matter_id', columns: ['caller'], plains: callerPlains }],
};

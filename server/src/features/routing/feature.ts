import type { Feature } from '../../platform/feature.ts';
import { alarmFollower } from './jobs.alarm.ts';
import { routingRoutes } from './routes.ts';

export const routing: Feature = {
  name: 'routing',
  routes: routingRoutes,
  subscribers: [alarmFollower],
};

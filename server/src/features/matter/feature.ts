import type { Feature } from '../../platform/feature.ts';
import { autoTimer } from './jobs.auto.ts';
import { counter } from './jobs.counts.ts';
import { notifier } from './jobs.notices.ts';
import { searchIndexer } from './jobs.search.ts';
import { matterRoutes } from './routes.ts';

export const matter: Feature = {
  name: 'matter',
  routes: matterRoutes,
  subscribers: [counter, notifier, searchIndexer],
  timers: [autoTimer],
};

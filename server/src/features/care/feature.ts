import type { Feature } from '../../platform/feature.ts';
import { registerFacts } from '../ledger/index.ts';
import { registerEraser, registerMergeHook } from '../resident/index.ts';
import { visitFacts } from './facts.ts';
import { careTimer } from './jobs.reminders.ts';
import { careFollower, eraseCare } from './jobs.ts';
import { careMerge } from './merge.ts';
import { careRoutes, dutyRoutes, manageRoutes } from './routes.ts';

/** 关爱对象: who is visited how often, by whom, and what was found. */
export const care: Feature = {
  name: 'care',
  routes(app, runtime) {
    careRoutes(app, runtime);
    manageRoutes(app, runtime);
    dutyRoutes(app, runtime);
    registerFacts(runtime, 'visits', visitFacts);
    registerEraser(runtime, eraseCare);
    registerMergeHook(runtime, careMerge);
  },
  sealed: [
    { table: 'care_visit', key: 'id', columns: ['sealed', 'point_sealed'] },
    { table: 'care_duty', key: 'id', columns: ['phone_sealed'] },
  ],
  subscribers: [careFollower],
  timers: [careTimer],
};

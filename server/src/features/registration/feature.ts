import type { Feature } from '../../platform/feature.ts';
import { registerEraser, registerMergeHook } from '../resident/index.ts';
import { eraseRegistrations } from './commands.erasure.ts';
import { placeFollower } from './jobs.ts';
import { registrationMerge } from './merge.ts';
import { erasureRoutes } from './routes.erasure.ts';
import { residentRoutes, workerRoutes } from './routes.ts';

/** 扫码登记: residents fill in their own household, a worker checks it, and everybody sees the own record. */
export const registration: Feature = {
  name: 'registration',
  sealed: [{ table: 'registration', key: 'id', columns: ['sealed'] }],
  subscribers: [placeFollower],
  routes(app, runtime) {
    residentRoutes(app, runtime);
    workerRoutes(app, runtime);
    erasureRoutes(app, runtime);
    registerEraser(runtime, eraseRegistrations);
    registerMergeHook(runtime, registrationMerge);
  },
};

import type { Feature } from '../../platform/feature.ts';
import { registerEraser } from '../resident/index.ts';
import { eraseRegistrations } from './commands.decide.ts';
import { residentRoutes, workerRoutes } from './routes.ts';

/** 扫码登记: residents fill in their own household, a worker checks it, and everybody sees the own record. */
export const registration: Feature = {
  name: 'registration',
  sealed: [{ table: 'registration', key: 'id', columns: ['sealed'] }],
  routes(app, runtime) {
    residentRoutes(app, runtime);
    workerRoutes(app, runtime);
    registerEraser(runtime, eraseRegistrations);
  },
};

import type { Feature } from '../../platform/feature.ts';
import { formJob } from './jobs.form.ts';
import { formRoutes } from './routes.form.ts';

/** What is made out of the registry: departments' forms, filled. */
export const ledger: Feature = {
  name: 'ledger',
  routes: formRoutes,
  jobs: [formJob],
};

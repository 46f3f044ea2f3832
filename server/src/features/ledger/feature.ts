import type { Feature } from '../../platform/feature.ts';
import { registerEraser } from '../resident/index.ts';
import { formJob } from './jobs.form.ts';
import { formRoutes } from './routes.form.ts';
import { eraseMember, segmentFollower, segmentTimer } from './segment/jobs.ts';
import { tagRoutes } from './segment/routes.tags.ts';
import { segmentRoutes, segmentWriteRoutes } from './segment/routes.ts';

/** What is made out of the registry: departments' forms, tags, segments. */
export const ledger: Feature = {
  name: 'ledger',
  routes(app, runtime) {
    formRoutes(app, runtime);
    segmentRoutes(app, runtime);
    segmentWriteRoutes(app, runtime);
    tagRoutes(app, runtime);
    registerEraser(runtime, eraseMember);
  },
  subscribers: [segmentFollower],
  timers: [segmentTimer],
  jobs: [formJob],
};

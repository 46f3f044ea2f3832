import type { Feature } from '../../platform/feature.ts';
import { registerEraser, registerMergeHook } from '../resident/index.ts';
import { formJob } from './jobs.form.ts';
import { formRoutes } from './routes.form.ts';
import { noticeFollower } from './segment/actions.ts';
import { eraseMember, segmentFollower, segmentTimer } from './segment/jobs.ts';
import { tagMerge } from './segment/merge.ts';
import { segmentActionRoutes } from './segment/routes.actions.ts';
import { tagRoutes } from './segment/routes.tags.ts';
import { segmentRoutes, segmentWriteRoutes } from './segment/routes.ts';
import { exportJob } from './table/export.ts';
import { bulkJob } from './table/jobs.ts';
import { bulkRoutes } from './table/routes.bulk.ts';
import { tableRoutes, viewRoutes } from './table/routes.ts';

/** What is made out of the registry: departments' forms, tags, segments, ledgers. */
export const ledger: Feature = {
  name: 'ledger',
  routes(app, runtime) {
    formRoutes(app, runtime);
    segmentRoutes(app, runtime);
    segmentWriteRoutes(app, runtime);
    segmentActionRoutes(app, runtime);
    tagRoutes(app, runtime);
    tableRoutes(app, runtime);
    viewRoutes(app, runtime);
    bulkRoutes(app, runtime);
    registerEraser(runtime, eraseMember);
    registerMergeHook(runtime, tagMerge);
  },
  subscribers: [segmentFollower, noticeFollower],
  timers: [segmentTimer],
  jobs: [formJob, bulkJob, exportJob],
};

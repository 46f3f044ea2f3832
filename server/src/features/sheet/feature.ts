import type { Feature } from '../../platform/feature.ts';
import { reportJob } from './jobs.report.ts';
import { faultTimer } from './jobs.sweep.ts';
import { sheetJob } from './jobs.work.ts';
import { sheetRoutes } from './routes.ts';

/** Tables that somebody hands in: what stands in their columns, what is wrong in which cell, and how their rows become people and things. */
export const sheet: Feature = {
  name: 'sheet',
  routes: sheetRoutes,
  timers: [faultTimer],
  jobs: [sheetJob, reportJob],
  sealed: [{ table: 'sheet_fault', key: 'id', columns: ['sealed'] }],
};

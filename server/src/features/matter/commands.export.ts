import type { Actor } from '../../platform/access.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { type ExportColumn, exportCodes } from './export.ts';
import type { SearchFilters } from './queries.search.ts';

export const EXPORT_JOB = 'matter.export';

export type ExportFilters = Omit<SearchFilters, 'cursor' | 'limit' | 'q'>;

export interface ExportInput {
  filters: ExportFilters;
  /** What was searched for, sealed: it may be a phone number. */
  q: string | null;
  columns: ExportColumn[];
}

/** Queues an export of what the list shows under these filters; columns stand in their own order. */
export function startExport(
  runtime: Runtime,
  actor: Actor,
  { columns, q, ...filters }: ExportFilters & { q?: string; columns?: string[] },
): Promise<{ job: string }> {
  const wanted = exportCodes.filter((code) => !columns || columns.includes(code));
  const sealed = q?.trim() ? runtime.sealer.seal(q.trim()).toString('base64') : null;
  const input: ExportInput = { filters, q: sealed, columns: wanted };
  return run(runtime, actor, async (ctx) => ({ job: queueJob(ctx, EXPORT_JOB, input) }));
}

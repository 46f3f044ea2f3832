import { type RawBuilder, sql } from 'kysely';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { FileReport } from './commands.file.ts';

interface Row {
  id: string;
  kind: string;
  file_name: string;
  state: 'checking' | 'checked' | 'applying' | 'applied' | 'failed';
  report: Partial<FileReport> & { error?: string };
  boundary_version: number | null;
  created_at: Date;
  applied_at: Date | null;
}

const STEPS = { checking: '正在检查', applying: '正在导入' } as Partial<Record<Row['state'], string>>;

async function imports(runtime: Runtime, condition: RawBuilder<unknown>) {
  const { rows } = await sql<Row>`
    select id, kind, file_name, state, report, boundary_version, created_at, applied_at from area_import
    where ${condition} order by id desc limit 50`.execute(runtime.db);
  return rows.map(({ report, created_at, applied_at, ...row }) => ({
    ...row,
    step: STEPS[row.state] ?? null,
    report: report.total === undefined ? null : (report as FileReport),
    error: report.error ?? null,
    created_at: created_at.toISOString(),
    applied_at: applied_at?.toISOString() ?? null,
  }));
}

/** The last uploads, the newest first. */
export const listImports = (runtime: Runtime) => imports(runtime, sql`true`);

/** One upload with its report. */
export async function findImport(runtime: Runtime, id: string) {
  const [found] = await imports(runtime, sql`id = ${id}::uuid`);
  if (!found) throw notFound('导入');
  return found;
}

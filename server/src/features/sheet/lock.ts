import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { conflict } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { findSheet, type SheetImportRow } from './row.ts';

/** One's own import, locked; 409 while work on it goes on. */
export async function lockIdle(ctx: Context, actor: Actor, id: string): Promise<SheetImportRow> {
  await sql`select from sheet_import where id = ${id}::uuid and account_id = ${actor.id}::uuid for update`.execute(
    ctx.db,
  );
  const row = await findSheet(ctx.db, actor, id);
  const { rows } = await sql<{ id: string }>`
    select id from job where id = any (array[${row.job_id}::uuid, ${row.report_job_id}::uuid])
      and state in ('waiting', 'running')`.execute(ctx.db);
  if (rows[0])
    throw conflict('sheet_working', '这个文件正在处理，请等它完成，或先取消。', { job: rows[0].id });
  return row;
}

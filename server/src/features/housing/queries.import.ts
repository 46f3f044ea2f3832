import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { OutlineImport } from './schema.import.ts';

type Import = Static<typeof OutlineImport>;
type Row = Omit<Import, 'created_at' | 'applied_at'> & { created_at: Date; applied_at: Date | null };
const MOST = 20;

async function importsOf(runtime: Runtime, actor: Actor, where: RawBuilder<unknown>): Promise<Import[]> {
  const { rows } = await sql<Row>`
    select id, file_name, state, report, created_at, applied_at from housing_import
    where account_id = ${actor.id}::uuid and ${where} order by id desc limit ${atMost(MOST)}`.execute(
    runtime.db,
  );
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    applied_at: row.applied_at?.toISOString() ?? null,
  }));
}

/** One's own latest files. */
export const outlineImports = (runtime: Runtime, actor: Actor): Promise<Import[]> =>
  importsOf(runtime, actor, sql`true`);

/** One of one's own files with its report; 404 for others'. */
export async function outlineImport(runtime: Runtime, actor: Actor, id: string): Promise<Import> {
  const [found] = await importsOf(runtime, actor, sql`id = ${id}::uuid`);
  if (!found) throw notFound('导入');
  return found;
}

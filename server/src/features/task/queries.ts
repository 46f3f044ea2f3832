import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Json } from '../../platform/database/tables.ts';

export interface SubjectTask {
  id: string;
  kind: string;
  role: 'main' | 'co' | 'inform' | null;
  state: 'pending' | 'signed' | 'done' | 'returned' | 'transferred' | 'cancelled';
  unit: string | null;
  account: string | null;
  due_at: Date | null;
  created_at: Date;
  signed_at: Date | null;
  closed_at: Date | null;
  result: Json;
}

/** All tasks of a subject the caller has already been let to, oldest first. */
export async function tasksOf(db: Db, subject: string): Promise<SubjectTask[]> {
  return (await tasksOfAll(db, [subject])).get(subject) ?? [];
}

/** The same for several subjects at once. */
export async function tasksOfAll(db: Db, subjects: readonly string[]): Promise<Map<string, SubjectTask[]>> {
  const { rows } = await sql<SubjectTask & { subject: string }>`
    select subject, id, kind, role, state, unit_id as unit, account_id as account, due_at, created_at, signed_at, closed_at, result
    from task where subject = any (${subjects as string[]}::uuid[]) order by id`.execute(db);
  return Map.groupBy(rows, (row) => row.subject);
}

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
  const { rows } = await sql<SubjectTask>`
    select id, kind, role, state, unit_id as unit, account_id as account, due_at, created_at, signed_at, closed_at, result
    from task where subject = ${subject}::uuid order by id`.execute(db);
  return rows;
}

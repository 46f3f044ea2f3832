import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Matter } from './row.ts';
import type { Standing } from './standing.ts';

/** What of a matter decides who is told of a step, and in which words: read for every step, so no more than that. */
export interface Announced
  extends Omit<Standing, 'areas' | 'memory'>,
    Pick<
      Matter,
      | 'id'
      | 'number'
      | 'title'
      | 'workflow_code'
      | 'workflow_version'
      | 'area_id'
      | 'confidential'
      | 'merged_into'
      | 'memory'
    > {
  /** When its nearest limit is. */
  due_at: Date | null;
}

/** Matters by id, for the program itself; the tasks only of those where somebody is told by them, of the others none. */
export async function readAnnounced(
  db: Db,
  ids: readonly string[],
  byTask: readonly string[] = [],
): Promise<Map<string, Announced>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Announced>`
    select m.id, m.number, m.title, m.workflow_code, m.workflow_version, m.area_id, m.confidential, m.merged_into, m.memory, m.due_at,
      m.caller_id, m.created_by, m.centre_unit, m.property_unit, m.owner_unit, m.main_unit,
      case when m.id = any (${byTask as string[]}::uuid[]) then (
        select coalesce(jsonb_agg(jsonb_build_object('role', t.role, 'unit', t.unit_id, 'account', t.account_id, 'state', t.state) order by t.id), '[]')
        from task t where t.subject = m.id and t.subject_kind = 'matter') else '[]' end as tasks
    from matter m where m.id = any (${ids as string[]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

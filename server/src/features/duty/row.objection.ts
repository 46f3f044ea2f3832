import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import { admits } from './policy.ts';

export interface ObjectionRow {
  id: string;
  duty_id: string | null;
  grid_id: string;
  text: string;
  state: 'open' | 'upheld' | 'dismissed';
  by: string;
  at: Date;
  reply: string | null;
  replied_at: Date | null;
  version: number;
  event_hash: Buffer;
  duty_areas: string[] | null;
}
export const OBJECTION =
  sql.raw(`o.id, o.duty_id, o.grid_id, o.text, o.state, o.by, o.at, o.reply, o.replied_at, o.version, o.event_hash,
  (select d.areas from duty d where d.id = o.duty_id) as duty_areas`);

/** Whether an actor answers an objection: who decides about the list in all areas of the task, or in the grid where none is named. */
export const answersIt = (
  actor: Actor,
  { duty_areas, grid_id }: Pick<ObjectionRow, 'duty_areas' | 'grid_id'>,
  areas: AreaTree,
): boolean => admits(actor, duty_areas ?? [grid_id], areas);

/** An objection under lock; 404 when there is none. */
export async function lockObjection(db: Db, id: string): Promise<ObjectionRow> {
  const { rows } = await sql<ObjectionRow>`
    select ${OBJECTION} from duty_objection o where o.id = ${id}::uuid for update`.execute(db);
  if (!rows[0]) throw notFound('异议');
  return rows[0];
}

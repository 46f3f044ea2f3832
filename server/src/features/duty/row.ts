import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { FormField } from '../workflow/index.ts';
import type { LINES } from './words.ts';

export interface Duty {
  id: string;
  line: keyof typeof LINES;
  title: string;
  instructions: string;
  admission_id: string | null;
  unit_id: string;
  areas: string[];
  target_kind: string | null;
  fields: FormField[];
  photos: number;
  position: boolean;
  limit_text: string;
  due_at: Date;
  state: 'running' | 'closed';
  closed_at: Date | null;
  closed_note: string | null;
  urged_at: Date | null;
  created_at: Date;
  version: number;
  event_hash: Buffer;
}

export const DUTY =
  sql.raw(`d.id, d.line, d.title, d.instructions, d.admission_id, d.unit_id, d.areas, d.target_kind, d.fields,
  d.photos, d.position, d.limit_text, d.due_at, d.state, d.closed_at, d.closed_note, d.urged_at, d.created_at, d.version, d.event_hash`);

/** The task, whoever asks; 404 when there is none. With `lock` nobody changes it before the transaction ends. */
export async function readDuty(db: Db, id: string, lock = false): Promise<Duty> {
  const { rows } = await sql<Duty>`
    select ${DUTY} from duty d where d.id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(db);
  if (!rows[0]) throw notFound('网格任务');
  return rows[0];
}

export interface Piece {
  id: string;
  duty_id: string;
  grid_id: string;
  target: string | null;
  account_id: string | null;
  unit_id: string | null;
  task_id: string;
  state: 'open' | 'done' | 'cancelled';
  due_at: Date;
  late: boolean;
  reworks: number;
  rework_reason: string | null;
  done_at: Date | null;
  done_by: string | null;
  version: number;
  event_hash: Buffer | null;
}

export const PIECE =
  sql.raw(`p.id, p.duty_id, p.grid_id, p.target, p.account_id, p.unit_id, p.task_id, p.state, p.due_at, p.late,
  p.reworks, p.rework_reason, p.done_at, p.done_by, p.version, p.event_hash`);

/** A piece of a task, whoever asks; 404 when there is none. */
export async function readPiece(db: Db, id: string, lock = false): Promise<Piece> {
  const { rows } = await sql<Piece>`
    select ${PIECE} from duty_piece p where p.id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('网格任务');
  return rows[0];
}

/** What is sealed of an answer. */
export interface Sealed {
  answers: Record<string, unknown>;
  note: string | null;
  point: { lng: number; lat: number } | null;
}

/** Changes of the kept numbers of one grid. */
export interface Delta {
  duty: string;
  grid: string;
  asked?: number;
  done?: number;
  open_late?: number;
  done_late?: number;
  reworks?: number;
}

/** The statement that adds deltas to the kept numbers; deltas of the same grid are summed up first, for a statement meets each row once. */
export const addCounts = (deltas: readonly Delta[]) => sql`
  insert into duty_count (duty_id, grid_id, asked, done, open_late, done_late, reworks)
  select duty, grid, coalesce(sum(asked), 0), coalesce(sum(done), 0), coalesce(sum(open_late), 0), coalesce(sum(done_late), 0), coalesce(sum(reworks), 0)
  from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as d(duty uuid, grid uuid, asked int, done int, open_late int, done_late int, reworks int)
  group by duty, grid order by duty, grid
  on conflict (duty_id, grid_id) do update set asked = duty_count.asked + excluded.asked, done = duty_count.done + excluded.done,
    open_late = duty_count.open_late + excluded.open_late, done_late = duty_count.done_late + excluded.done_late,
    reworks = duty_count.reworks + excluded.reworks`;

import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { PartyState } from './rules.ts';

/** A whistle beside the matter that it is. */
export interface Whistle {
  matter_id: string;
  kind: string;
  whistler_id: string;
  radius_m: number;
}

/** A department's part. */
export interface Party {
  id: string;
  matter_id: string;
  unit_id: string;
  role: 'main' | 'co' | 'inform';
  officer_id: string | null;
  state: PartyState;
  called_at: Date;
  arrive_by: Date | null;
  arrived_at: Date | null;
  result: string | null;
  result_files: string[];
  result_by: string | null;
  result_at: Date | null;
  left_at: Date | null;
  left_reason: string | null;
}

/** The whistle of a matter; 404 when the matter is none. Whether the reader may see it is asked before. */
export async function readWhistle(db: Db, id: string): Promise<Whistle> {
  const { rows } = await sql<Whistle>`select * from whistle where matter_id = ${id}::uuid`.execute(db);
  if (!rows[0]) throw notFound('哨');
  return rows[0];
}

/** Every part there was: the lead first, then in the order of being called. */
export async function readParties(db: Db, id: string): Promise<Party[]> {
  const { rows } = await sql<Party>`
    select * from whistle_party where matter_id = ${id}::uuid order by array_position(array['main', 'co', 'inform'], role), called_at, id`.execute(
    db,
  );
  return rows;
}

import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';

/** A dispute's own row. Days are YYYY-MM-DD. */
export interface DisputeRow {
  id: string;
  matter_id: string;
  kind: string | null;
  nature: string | null;
  scale: string | null;
  level: string | null;
  warning: string | null;
  people: number | null;
  signed_on: string | null;
  visit_due_on: string | null;
  version: number;
  event_hash: Buffer | null;
}

const COLUMNS =
  sql.raw(`id, matter_id, kind, nature, scale, level, warning, people, signed_on::text as signed_on,
  visit_due_on::text as visit_due_on, version, event_hash`);

/** The row of a matter's dispute, if there is one yet; with `lock` nobody changes it before the transaction ends. */
export async function readDispute(db: Db, matter: string, lock = false): Promise<DisputeRow | undefined> {
  const { rows } = await sql<DisputeRow>`
    select ${COLUMNS} from dispute where matter_id = ${matter}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  return rows[0];
}

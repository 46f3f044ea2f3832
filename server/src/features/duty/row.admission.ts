import { sql } from 'kysely';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import { ADMIT, admits, SET, sightOf, unitsSeen } from './policy.ts';
import type { LINES, Period } from './words.ts';

export interface AdmissionRow {
  id: string;
  line: keyof typeof LINES;
  name: string;
  content: string;
  reason: string;
  unit_id: string;
  areas: string[];
  from_on: string;
  to_on: string;
  most: number;
  per: Period;
  state: string;
  applied_by: string;
  reviewed_by: string | null;
  said: string | null;
  created_at: Date;
  changed_at: Date;
  version: number;
  event_hash: Buffer;
}

export const ADMISSION =
  sql.raw(`a.id, a.line, a.name, a.content, a.reason, a.unit_id, a.areas, a.from_on::text as from_on,
  a.to_on::text as to_on, a.most, a.per, a.state, a.applied_by, a.reviewed_by, a.said, a.created_at, a.changed_at, a.version, a.event_hash`);

/** An entry of the admission list, whoever asks. */
export async function findAdmission(db: Db, id: string, lock = false): Promise<AdmissionRow | null> {
  const { rows } = await sql<AdmissionRow>`
    select ${ADMISSION} from duty_admission a where a.id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** The same; 404 when there is none. */
export async function readAdmission(db: Db, id: string, lock = false): Promise<AdmissionRow> {
  const entry = await findAdmission(db, id, lock);
  if (!entry) throw notFound('准入事项');
  return entry;
}

/** What is or was on the list is seen by everybody whose grids it may reach; what is only applied for by the applicant's unit and by who decides about any of its areas. */
export function seesAdmission(actor: Actor, entry: AdmissionRow, areas: AreaTree): boolean {
  const tops = areasOf(actor, ADMIT);
  const decides = entry.areas.some((id) => tops.some((top) => areas.within(id, top)));
  if (decides || unitsSeen(actor).includes(entry.unit_id)) return true;
  return (entry.state === 'approved' || entry.state === 'ended') && sightOf(actor, entry, areas) !== null;
}

/** How an actor stands to an entry. */
export const standsTo = (actor: Actor, entry: AdmissionRow, areas: AreaTree) => ({
  account: actor.id,
  applies: unitsOf(actor, SET).includes(entry.unit_id),
  decides: admits(actor, entry.areas, areas),
});

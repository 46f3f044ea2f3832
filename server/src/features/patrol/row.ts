import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { Item } from './rules.items.ts';
import type { Pause, Per } from './rules.ts';

export interface Place {
  name: string;
  lng?: number;
  lat?: number;
}

export interface Campaign {
  id: string;
  name: string;
  theme: string;
  owner_unit: string;
  areas: string[];
  starts_on: string;
  ends_on: string;
  per: Per;
  times: number;
  items: Item[];
  places: Place[];
  state: 'running' | 'paused' | 'closed';
  pauses: Pause[];
  made_until: string | null;
  report: unknown;
  created_at: Date;
  closed_at: Date | null;
  version: number;
  event_hash: Buffer;
}

export const CAMPAIGN =
  sql.raw(`c.id, c.name, c.theme, c.owner_unit, c.areas, c.starts_on::text as starts_on, c.ends_on::text as ends_on,
  c.per, c.times, c.items, c.places, c.state, c.pauses, c.made_until::text as made_until, c.report, c.created_at, c.closed_at, c.version, c.event_hash`);

/** The campaign, whoever asks; 404 when there is none. With `lock` nobody changes it before the transaction ends. */
export async function readCampaign(db: Db, id: string, lock = false): Promise<Campaign> {
  const { rows } = await sql<Campaign>`
    select ${CAMPAIGN} from patrol_campaign c where c.id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('专项巡查');
  return rows[0];
}

export interface Visit {
  id: string;
  campaign_id: string;
  grid_id: string;
  period: string;
  n: number;
  due_at: Date;
  account_id: string | null;
  unit_id: string | null;
  task_id: string;
  state: 'open' | 'done' | 'cancelled';
  late: boolean;
  client_id: string | null;
  done_at: Date | null;
  done_by: string | null;
  lng: number | null;
  lat: number | null;
  answers: unknown;
  note: string | null;
}

export async function readVisit(db: Db, id: string, lock = false): Promise<Visit> {
  const { rows } = await sql<Visit>`
    select id, campaign_id, grid_id, period::text as period, n, due_at, account_id, unit_id, task_id, state, late, client_id, done_at,
      done_by, lng, lat, answers, note from patrol_visit where id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('巡查任务');
  return rows[0];
}

/** Adds to the kept numbers of grids; each change is made in the transaction of what it counts. */
export interface Delta {
  campaign: string;
  grid: string;
  planned?: number;
  done?: number;
  late?: number;
  open_late?: number;
  findings?: number;
  matters?: number;
}

/** The statement that adds deltas to the kept numbers. Sum up per grid before: a statement meets each row once. */
export const addCounts = (deltas: readonly Delta[]) => sql`
  insert into patrol_count (campaign_id, grid_id, planned, done, late, open_late, findings, matters)
  select campaign, grid, coalesce(planned, 0), coalesce(done, 0), coalesce(late, 0), coalesce(open_late, 0), coalesce(findings, 0), coalesce(matters, 0)
  from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as d(campaign uuid, grid uuid, planned int, done int, late int, open_late int, findings int, matters int)
  on conflict (campaign_id, grid_id) do update set planned = patrol_count.planned + excluded.planned, done = patrol_count.done + excluded.done,
    late = patrol_count.late + excluded.late, open_late = patrol_count.open_late + excluded.open_late,
    findings = patrol_count.findings + excluded.findings, matters = patrol_count.matters + excluded.matters`;

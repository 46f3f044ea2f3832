import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import type { SubjectTask } from '../task/index.ts';
import { type Counter, pausedNow, type RequestView, type RunningClock } from '../workflow/index.ts';
import { visible } from './policy.ts';

/** What the workflow remembers about a matter between two actions. Moments are ISO texts. */
export interface Memory {
  previous_state?: string | null;
  state_since: string;
  last_urged_at?: string | null;
  /** When the system last pressed (系统催办) those who have the work. */
  pressed_at?: string;
  /** Who was last told that this is not getting done, how often in a row, and until when they need not hear it again. */
  alarmed?: { unit: string; n: number; until: string };
  return_pending?: boolean;
  reachable: boolean;
  counts: Partial<Record<Counter, number>>;
  /** Limits by clock that a routing rule set for it, or whoever opened it asked for. */
  limits?: Record<string, string>;
  limits_by?: 'asked';
  /** What waits for an answer: more time (延期), or that the matter stand still (挂起). */
  request?: AskedRequest | null;
  /** Who asked last, and is told of the answer. */
  asker?: { unit: string | null; account: string } | null;
}

/** A request for more time, and the centre that decides it. */
export interface AskedRequest extends RequestView {
  asked_at: string;
  decider: string;
}

/** A matter as commands and abilities need it: its row and its tasks. */
export interface Matter {
  id: string;
  number: string;
  type_code: string;
  workflow_code: string;
  workflow_version: number;
  state: string;
  open: boolean;
  level: string | null;
  priority: string;
  channel: string;
  title: string;
  category_code: string | null;
  condition_code: string | null;
  area_id: string;
  areas: string[];
  anonymous: boolean;
  confidential: boolean;
  answers: Record<string, unknown>;
  caller_id: string | null;
  centre_unit: string;
  property_unit: string | null;
  owner_unit: string | null;
  main_unit: string | null;
  public_reply: string | null;
  memory: Memory;
  merged_into: string | null;
  /** How many people called about it. */
  callers: number;
  /** The matter for which this one was opened. */
  parent_id: string | null;
  created_by: string;
  version: number;
  event_hash: Buffer;
  address: string;
  lng: number | null;
  lat: number | null;
  cover_file: string | null;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  tasks: SubjectTask[];
  /** Clocks that run or stand still, not those that have stopped. */
  clocks: RunningClock[];
}

/** When the nearest of some running clocks is due; one that stands still is not due before it goes on. */
export function nextDue(clocks: readonly Pick<RunningClock, 'due_at' | 'pauses'>[]): Date | null {
  const times = clocks.filter((clock) => !pausedNow(clock)).map((clock) => clock.due_at.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** As the database gives it: moments inside JSON are texts, and `seen` is the newest event when the JSON was read. */
interface Raw extends Omit<Matter, 'tasks' | 'clocks'> {
  tasks: Record<string, unknown>[];
  clocks: (Omit<RunningClock, 'started_at' | 'due_at' | 'next_at'> & {
    started_at: string;
    due_at: string;
    next_at: string | null;
  })[];
  seen: Buffer;
}

const COLUMNS =
  sql.raw(`m.id, m.number, m.type_code, m.workflow_code, m.workflow_version, m.state, m.open, m.level, m.priority, m.channel,
  m.title, m.category_code, m.condition_code, m.area_id,
  array_remove(array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6], null) as areas,
  m.anonymous, m.confidential, m.answers, m.caller_id, m.centre_unit, m.property_unit, m.owner_unit, m.main_unit, m.public_reply,
  m.memory, m.merged_into, m.callers, m.parent_id, m.created_by, m.version, m.event_hash, m.address, m.lng, m.lat, m.cover_file, m.created_at, m.updated_at, m.closed_at,
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'role', t.role, 'state', t.state, 'unit', t.unit_id,
      'account', t.account_id, 'due_at', t.due_at, 'created_at', t.created_at, 'signed_at', t.signed_at, 'closed_at', t.closed_at,
      'result', t.result) order by t.id), '[]') from task t where t.subject = m.id and t.subject_kind = 'matter') as tasks,
  (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'started_at', c.started_at, 'due_at', c.due_at,
      'limits', c.limits, 'pauses', c.pauses, 'rung', c.rung, 'next_at', c.next_at)), '[]')
    from workflow_clock c where c.subject = m.id and c.stopped_at is null) as clocks,
  (select s.event_hash from matter s where s.id = m.id) as seen`);

const moment = (text: unknown): Date | null => (typeof text === 'string' ? new Date(text) : null);

function revive({ seen: _, ...row }: Raw): Matter {
  const tasks = row.tasks.map((task) => ({
    ...task,
    due_at: moment(task.due_at),
    created_at: moment(task.created_at),
    signed_at: moment(task.signed_at),
    closed_at: moment(task.closed_at),
  }));
  const clocks = row.clocks.map((clock) => ({
    ...clock,
    started_at: new Date(clock.started_at),
    due_at: new Date(clock.due_at),
    next_at: moment(clock.next_at),
  }));
  return { ...row, tasks: tasks as SubjectTask[], clocks };
}

async function read(db: Db, actor: Actor, areas: AreaTree, id: string, lock: boolean): Promise<Matter> {
  const { rows } = await sql<Raw>`
    select ${COLUMNS} from matter m where m.id = ${id}::uuid and ${visible(actor, areas)}
    ${sql.raw(lock ? 'for no key update of m' : '')}`.execute(db);
  const row = rows[0];
  if (!row) throw notFound('事项');
  // A lock that had to wait gives the newest row, but what hangs on it from before the wait: then once more, now undisturbed.
  return row.seen.equals(row.event_hash) ? revive(row) : read(db, actor, areas, id, lock);
}

/** The matter, if it exists for this actor; else 404. */
export const findMatter = (db: Db, actor: Actor, areas: AreaTree, id: string): Promise<Matter> =>
  read(db, actor, areas, id, false);

/** The same, locked until the transaction ends: nothing about it changes between deciding and writing. */
export const lockMatter = (db: Db, actor: Actor, areas: AreaTree, id: string): Promise<Matter> =>
  read(db, actor, areas, id, true);

/**
 * Those of some matters that nobody has in hand, locked until the transaction ends; one that was changed while it was read is left
 * out with them. For the program itself.
 */
export async function lockFree(db: Db, ids: readonly string[]): Promise<Map<string, Matter>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Raw>`
    select ${COLUMNS} from matter m where m.id = any (${ids as string[]}::uuid[]) order by m.id for no key update of m skip locked`.execute(
    db,
  );
  return new Map(rows.filter((row) => row.seen.equals(row.event_hash)).map((row) => [row.id, revive(row)]));
}

/** Matters by id, for the program itself (a follower of the log); no actor's sight is asked. */
export async function readMatters(db: Db, ids: readonly string[]): Promise<Map<string, Matter>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Raw>`
    select ${COLUMNS} from matter m where m.id = any (${ids as string[]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, revive(row)]));
}

/** A part in a matter that was given back or taken away, and with it what it gave sight of. */
export const hasLeft = (task: { state: string }): boolean =>
  task.state === 'returned' || task.state === 'transferred';

/** Everything that has to do with a matter now: who is told of its changes. Whoever gave it back is not. */
export function scopesOf(matter: Matter): string[] {
  const { caller_id, created_by, centre_unit, property_unit, owner_unit, areas, tasks } = matter;
  const parties = [
    caller_id,
    created_by,
    centre_unit,
    property_unit,
    owner_unit,
    ...tasks.flatMap((task) => (hasLeft(task) ? [] : [task.unit, task.account])),
  ];
  // Of a confidential one only its parties hear: an area's viewers do not even learn that it is there.
  return [
    ...new Set([
      ...(matter.confidential ? [] : areas),
      ...parties.filter((ref): ref is string => ref !== null),
    ]),
  ];
}

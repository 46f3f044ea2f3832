import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import { type SubjectTask, tasksOf, tasksOfAll } from '../task/index.ts';
import type { Counter } from '../workflow/index.ts';
import { visible } from './policy.ts';

/** What the workflow remembers about a matter between two actions. Moments are ISO texts. */
export interface Memory {
  previous_state?: string | null;
  state_since: string;
  last_urged_at?: string | null;
  return_pending?: boolean;
  reachable: boolean;
  counts: Partial<Record<Counter, number>>;
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
  created_by: string;
  version: number;
  event_hash: Buffer;
  created_at: Date;
  closed_at: Date | null;
  tasks: SubjectTask[];
}

const COLUMNS =
  sql.raw(`m.id, m.number, m.type_code, m.workflow_code, m.workflow_version, m.state, m.open, m.level, m.priority, m.channel,
  m.title, m.category_code, m.condition_code, m.area_id,
  array_remove(array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6], null) as areas,
  m.anonymous, m.confidential, m.answers, m.caller_id, m.centre_unit, m.property_unit, m.owner_unit, m.main_unit, m.public_reply,
  m.memory, m.merged_into, m.created_by, m.version, m.event_hash, m.created_at, m.closed_at`);

async function read(db: Db, actor: Actor, areas: AreaTree, id: string, lock: boolean): Promise<Matter> {
  const { rows } = await sql<Omit<Matter, 'tasks'>>`
    select ${COLUMNS} from matter m where m.id = ${id}::uuid and ${visible(actor, areas)} ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('事项');
  return { ...rows[0], tasks: await tasksOf(db, id) };
}

/** The matter, if it exists for this actor; else 404. */
export const findMatter = (db: Db, actor: Actor, areas: AreaTree, id: string): Promise<Matter> =>
  read(db, actor, areas, id, false);

/** The same, locked until the transaction ends: nothing about it changes between deciding and writing. */
export const lockMatter = (db: Db, actor: Actor, areas: AreaTree, id: string): Promise<Matter> =>
  read(db, actor, areas, id, true);

/** Matters by id, for the program itself (a follower of the log); no actor's sight is asked. */
export async function readMatters(db: Db, ids: readonly string[]): Promise<Map<string, Matter>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Omit<Matter, 'tasks'>>`
    select ${COLUMNS} from matter m where m.id = any (${ids as string[]}::uuid[])`.execute(db);
  const tasks = await tasksOfAll(db, ids);
  return new Map(rows.map((row) => [row.id, { ...row, tasks: tasks.get(row.id) ?? [] }]));
}

/** Everything that has to do with a matter: who is told of its changes. */
export function scopesOf(matter: Matter): string[] {
  const { caller_id, created_by, centre_unit, property_unit, owner_unit, main_unit, areas, tasks } = matter;
  const parties = [
    caller_id,
    created_by,
    centre_unit,
    property_unit,
    owner_unit,
    main_unit,
    ...tasks.flatMap((task) => [task.unit, task.account]),
  ];
  // Of a confidential one only its parties hear: an area's viewers do not even learn that it is there.
  return [
    ...new Set([
      ...(matter.confidential ? [] : areas),
      ...parties.filter((ref): ref is string => ref !== null),
    ]),
  ];
}

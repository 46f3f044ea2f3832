import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { anew } from '../../platform/database/anew.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { atMost, cursorMoment, momentKey, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import type { Raw } from '../resident/index.ts';

/** A member as the household gave it. */
export interface Member {
  self: boolean;
  values: Raw;
}

export interface Row {
  id: string;
  account_id: string;
  area_id: string;
  kind: 'household' | 'correction' | 'erasure';
  house_id: string | null;
  building_id: string | null;
  address: string;
  relation: 'owner' | 'tenant' | 'lives';
  person_id: string | null;
  people: number;
  sealed: Buffer;
  state: 'waiting' | 'accepted' | 'refused' | 'withdrawn';
  reason: string | null;
  decided_at: Date | null;
  created_at: Date;
  version: number;
  event_hash: Buffer;
}

export const ROW =
  sql.raw(`r.id, r.account_id, r.area_id, r.kind, r.house_id, r.building_id, r.address, r.relation, r.person_id, r.people,
  r.sealed, r.state, r.reason, r.decided_at, r.created_at, r.version, r.event_hash`);

export const membersOf = (ctx: Context, { sealed }: Row): Member[] => {
  const text = ctx.runtime.sealer.open(sealed);
  return text === '' ? [] : (JSON.parse(text) as Member[]);
};

/** The actor's own registration of this number, for the same submission again; refuses the number of somebody else's. */
export async function submitted(ctx: Context, id: string): Promise<{ id: string; state: string } | null> {
  const { rows } = await sql<{ account_id: string; state: string }>`
    select account_id, state from registration where id = ${id}::uuid`.execute(ctx.db);
  const [row] = rows;
  if (row && row.account_id !== ctx.actor.id) throw taken();
  return row ? { id, state: row.state } : null;
}

const taken = () => badField('client_id', 'taken', '提交编号已被使用，请重新提交。');

/** Takes a submission in: of two that come at one moment the second finds the first. The number of one that the actor may not see is taken. */
export async function takeIn<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  try {
    return await anew(() => run(runtime, actor, work));
  } catch (error) {
    throw (error as { constraint?: string }).constraint === 'registration_pkey' ? taken() : error;
  }
}

/** A page of what waits, the longest waiting first. */
export async function waitingRows(
  ctx: Context,
  only: RawBuilder<unknown>,
  query: { cursor?: string; limit?: number },
): Promise<Page<Row>> {
  const [limit, after] = [query.limit ?? 50, cursorMoment(query.cursor)];
  const behind = after
    ? sql`and (r.created_at, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const { rows } = await sql<Row>`
    select ${ROW} from registration r where r.state = 'waiting' and ${only} ${behind}
    order by r.created_at, r.id limit ${atMost(limit + 1)}`.execute(ctx.db);
  return toPage(rows, limit, ({ created_at, id }) => momentKey(created_at, id));
}

/** A registration that still waits, locked; refuses one that was decided or changed meanwhile, and is not there for whoever may not see it. */
export async function lockWaiting(
  ctx: Context,
  id: string,
  sees: (row: Row) => boolean,
  version?: number,
): Promise<Row> {
  const { rows } =
    await sql<Row>`select ${ROW} from registration r where r.id = ${id}::uuid for update`.execute(ctx.db);
  const [row] = rows;
  if (!row || !sees(row)) throw notFound('登记');
  if (row.state !== 'waiting') throw conflict('decided', '这份登记已经办理过了，请刷新后查看。');
  if (version !== undefined && version !== row.version)
    throw conflict('stale', '这份登记刚被修改过，请刷新后再办。', { version: row.version });
  return row;
}

/** Says what became of a registration to whoever handed it in and to everybody whose area holds it: never what stands in it. */
export async function tell(
  ctx: Context,
  row: Pick<Row, 'id' | 'area_id' | 'account_id'>,
  kind: string,
  before: Buffer | null,
): Promise<Buffer> {
  const path = (await areaTree(ctx.runtime)).get(row.area_id)?.path ?? [];
  return record(ctx, {
    ...{ subjectKind: 'registration', subject: row.id, kind, audience: 'caller' as const },
    ...{ scopes: [...new Set([...path, row.area_id, row.account_id])], data: {}, prevHash: before },
  });
}

interface Own {
  id: string;
  area_id: string;
  house_id: string | null;
}

/** The record that an account signs in as, when a worker has joined the two. */
export async function ownPerson(ctx: Context): Promise<Own | null> {
  const { rows } = await sql<Own>`
    select id, area_id, house_id from resident_person where account_id = ${ctx.actor.id}::uuid and state not in ('merged', 'erased')`.execute(
    ctx.db,
  );
  return rows[0] ?? null;
}

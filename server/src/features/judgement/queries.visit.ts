import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { VISIT } from './people.ts';
import { matterRefs, unitNames } from './refs.ts';
import type { Visit } from './schema.ts';

export interface VisitRow {
  id: string;
  matter_id: string;
  unit_id: string;
  task_id: string;
  round: number;
  priority: number;
  state: 'open' | 'effective' | 'unreached' | 'refused' | 'cancelled';
  attempts: number;
  most_attempts: number;
  due_at: Date;
  opened_at: Date;
  closed_at: Date | null;
  version: number;
}

const COLUMNS = sql.raw(
  'v.id, v.matter_id, v.unit_id, v.task_id, v.round, v.priority, v.state, v.attempts, v.most_attempts, v.due_at, v.opened_at, v.closed_at, v.version',
);

const STATES: Record<VisitRow['state'], string> = {
  open: '待回访',
  effective: '有效回访',
  unreached: '未接通，不计为有效回访',
  refused: '不愿评价，不计为有效回访',
  cancelled: '无需回访',
};
export const RESULTS = {
  answered: '接通',
  no_answer: '无人接听',
  busy: '占线或关机',
  wrong_number: '号码有误',
  refused: '接通，不愿评价',
};

interface TryRow {
  visit_id: string;
  n: number;
  result: keyof typeof RESULTS;
  note: string | null;
  actor: string;
  at: Date;
}

interface ContactRow {
  matter_id: string;
  name_sealed: Buffer | null;
  phone_sealed: Buffer | null;
}

/** Contacts as a list may show them: masked, of confidential matters not at all. Row-level security lets through what is the actor's. */
async function contactsOf(ctx: Context, ids: readonly string[]) {
  const { rows } = await sql<ContactRow>`
    select c.matter_id, c.name_sealed, c.phone_sealed from matter_contact c join matter m on m.id = c.matter_id
    where c.matter_id = any (${ids as string[]}::uuid[]) and not m.confidential`.execute(ctx.db);
  const { sealer } = ctx.runtime;
  const masked = (sealed: Buffer | null, mask: (text: string) => string) =>
    sealed && mask(sealer.open(sealed));
  return new Map(
    rows.map((row) => [
      row.matter_id,
      { name: masked(row.name_sealed, maskName), phone: masked(row.phone_sealed, maskPhone) },
    ]),
  );
}

async function triesOf(
  ctx: Context,
  visits: readonly string[],
): Promise<Map<string, Static<typeof Visit>['tries']>> {
  const { rows } = await sql<TryRow>`
    select visit_id, n, result, note, actor, at from judgement_attempt where visit_id = any (${visits as string[]}::uuid[])
    order by visit_id, n`.execute(ctx.db);
  const names = await accountNames(ctx.db, [...new Set(rows.map(({ actor }) => actor))]);
  const tries = rows.map(({ visit_id, actor, at, result, ...row }) => ({
    visit_id,
    item: { ...row, result, result_name: RESULTS[result], by: names.get(actor) ?? '', at: at.toISOString() },
  }));
  return new Map(
    [...Map.groupBy(tries, (row) => row.visit_id)].map(([id, rows]) => [id, rows.map(({ item }) => item)]),
  );
}

async function toVisits(ctx: Context, rows: readonly VisitRow[]): Promise<Static<typeof Visit>[]> {
  const ids = rows.map(({ matter_id }) => matter_id);
  const matters = await matterRefs(ctx.runtime, ctx.db, ids);
  const contacts = await contactsOf(ctx, ids);
  const tries = await triesOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const unitOf = await unitNames(ctx.runtime);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    state_name: STATES[row.state],
    version: row.version,
    priority: row.priority,
    unit: unitOf(row.unit_id),
    attempts: row.attempts,
    most_attempts: row.most_attempts,
    due_at: row.due_at.toISOString(),
    overdue: row.state === 'open' && row.due_at < ctx.now,
    opened_at: row.opened_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    contact: contacts.get(row.matter_id) ?? null,
    tries: tries.get(row.id) ?? [],
    matter: matters.get(row.matter_id)!,
  }));
}

/** The two parts of a page's key; refuses what no page gave out. */
export function keyOf(cursor: string | undefined, first: (text: string) => boolean): [string, string] | null {
  if (!cursor) return null;
  const [head = '', id = ''] = cursor.split('_');
  if (!first(head) || !isUuid(id))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return [head, id];
}
export const isMoment = (text: string): boolean =>
  /^\d{4}-.{18}Z$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

function openPart(unit: string, after: [string, string] | null, limit: number): RawBuilder<unknown> {
  const later = after ? sql`and (v.priority, v.id) > (${after[0]}::smallint, ${after[1]}::uuid)` : sql``;
  return sql`(select ${COLUMNS} from judgement_visit v where v.unit_id = ${unit}::uuid and v.state = 'open' ${later}
    order by v.priority, v.id limit ${atMost(limit)})`;
}

function closedPart(unit: string, after: [string, string] | null, limit: number): RawBuilder<unknown> {
  const later = after ? sql`and (v.closed_at, v.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  return sql`(select ${COLUMNS} from judgement_visit v where v.unit_id = ${unit}::uuid and v.state <> 'open' ${later}
    order by v.closed_at desc, v.id desc limit ${atMost(limit)})`;
}

/** The call-backs of the actor's units: open ones with those first whom nobody else can ask, or ended ones, newest first. */
export async function listVisits(
  runtime: Runtime,
  actor: Actor,
  query: { closed?: boolean; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Visit>>> {
  const limit = query.limit ?? 50;
  const units = unitsOf(actor, VISIT);
  if (units.length === 0) return { items: [], next: null };
  const closed = query.closed === true;
  const after = keyOf(query.cursor, closed ? isMoment : (text) => /^[01]$/.test(text));
  const parts = units.map((unit) => (closed ? closedPart : openPart)(unit, after, limit + 1));
  const order = closed ? sql`closed_at desc, id desc` : sql`priority, id`;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<VisitRow>`
      select * from (${sql.join(parts, sql` union all `)}) v order by ${order} limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, ({ priority, closed_at, id }) =>
      closed ? `${closed_at!.toISOString()}_${id}` : `${priority}_${id}`,
    );
    return { items: await toVisits(ctx, page.items), next: page.next };
  });
}

/** A call-back of one of the actor's units; 404 for everybody else's. */
export async function findVisit(ctx: Context, actor: Actor, id: string, lock = false): Promise<VisitRow> {
  const { rows } = await sql<VisitRow>`
    select ${COLUMNS} from judgement_visit v where v.id = ${id}::uuid and v.unit_id = any (${unitsOf(actor, VISIT)}::uuid[])
    ${sql.raw(lock ? 'for update' : '')}`.execute(ctx.db);
  if (!rows[0]) throw notFound('回访');
  return rows[0];
}

/** The same as an item of the list. */
export function readVisit(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof Visit>> {
  return run(runtime, actor, async (ctx) => (await toVisits(ctx, [await findVisit(ctx, actor, id)]))[0]!);
}

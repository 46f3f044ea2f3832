import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { seesMatter } from '../matter/index.ts';
import { whatName } from './judged.ts';
import { APPEAL, DECIDE, limitText } from './people.ts';
import { exclusionsOf } from './queries.exclusion.ts';
import { isMoment, keyOf } from './queries.visit.ts';
import { matterRefs, unitNames } from './refs.ts';
import { type AppealState, stepsOn } from './rules.ts';
import type { Appeal } from './schema.appeal.ts';

/** Under which name the evidence of an appeal lies. */
export const FILES_OF_APPEAL = 'judgement_appeal';

export interface AppealRow {
  id: string;
  matter_id: string;
  what: string;
  target: string | null;
  unit_id: string;
  reason: string;
  state: AppealState;
  decider_unit: string;
  judge_unit: string | null;
  judge_account: string | null;
  task_id: string;
  due_at: Date;
  due_limit: string;
  words: string | null;
  actor: string;
  at: Date;
  accepted_at: Date | null;
  decided_by: string | null;
  decided_at: Date | null;
  version: number;
}

export const APPEAL_STATES: Record<AppealState, string> = {
  submitted: '待受理',
  accepted: '已受理，待审定',
  approved: '已同意',
  refused: '未获同意',
  withdrawn: '已撤回',
};

/** Whether an actor decides about an appeal, or appealed. Who is of the judged unit or gave the judgement leaves it to others (回避). */
export function standingOn(actor: Actor, row: AppealRow) {
  const appellant = unitsOf(actor, APPEAL).includes(row.unit_id);
  const concerned = appellant || actor.id === row.actor || actor.id === row.judge_account;
  const decides = unitsOf(actor, DECIDE).includes(row.decider_unit);
  return { decider: decides && !concerned, appellant, mustLeave: decides && concerned };
}

/** An appeal of one of the actor's units, or before one of them; 404 for everybody else's. */
export async function findAppeal(ctx: Context, actor: Actor, id: string, lock = false): Promise<AppealRow> {
  const { rows } = await sql<AppealRow>`
    select * from judgement_appeal where id = ${id}::uuid
      and (unit_id = any (${unitsOf(actor, APPEAL)}::uuid[]) or decider_unit = any (${unitsOf(actor, DECIDE)}::uuid[]))
    ${sql.raw(lock ? 'for update' : '')}`.execute(ctx.db);
  if (!rows[0]) throw notFound('申诉');
  return rows[0];
}

async function evidenceOf(ctx: Context, appeals: readonly string[]) {
  const { rows } = await sql<{ id: string; subject: string }>`
    select id, subject from file where subject_kind = ${FILES_OF_APPEAL} and subject = any (${appeals as string[]}::uuid[])
    order by id`.execute(ctx.db);
  return Map.groupBy(rows, ({ subject }) => subject);
}

/** Rows as the actor reads them, with the steps the actor has. */
export async function toAppeals(ctx: Context, rows: readonly AppealRow[]): Promise<Static<typeof Appeal>[]> {
  const matters = await matterRefs(
    ctx.runtime,
    ctx.db,
    rows.map(({ matter_id }) => matter_id),
  );
  const files = await evidenceOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const excluded = await exclusionsOf(ctx, sql`appeal_id = any (${rows.map(({ id }) => id)}::uuid[])`);
  const names = await accountNames(
    ctx.db,
    rows.flatMap(({ actor, decided_by }) => [actor, decided_by ?? actor]),
  );
  const unitOf = await unitNames(ctx.runtime);
  return rows.map((row) => ({
    id: row.id,
    what: row.what,
    what_name: whatName(row.what),
    target: row.target,
    state: row.state,
    state_name: APPEAL_STATES[row.state],
    version: row.version,
    unit: unitOf(row.unit_id),
    by: names.get(row.actor) ?? '',
    reason: row.reason,
    files: (files.get(row.id) ?? []).map(({ id }) => ({ id, ...fileUrls(id) })),
    decider: unitOf(row.decider_unit),
    due_at: row.due_at.toISOString(),
    due_limit: limitText(row.due_limit),
    overdue: row.decided_at === null && row.due_at < ctx.now,
    words: row.words,
    decided_by: row.decided_by === null ? null : (names.get(row.decided_by) ?? ''),
    at: row.at.toISOString(),
    accepted_at: row.accepted_at?.toISOString() ?? null,
    decided_at: row.decided_at?.toISOString() ?? null,
    steps: stepsOn(row.state, standingOn(ctx.actor, row)),
    exclusion: excluded.find(({ appeal }) => appeal === row.id)?.item ?? null,
    matter: matters.get(row.matter_id)!,
  }));
}

type Box = 'waiting' | 'decided' | 'own';

/** What a list is in the order of: the column of its key, and whether the newest come first. */
const BOXES = {
  waiting: {
    permission: DECIDE,
    unit: 'decider_unit',
    live: sql`and state in ('submitted', 'accepted')`,
    key: 'due_at',
    down: false,
  },
  decided: {
    permission: DECIDE,
    unit: 'decider_unit',
    live: sql`and state in ('approved', 'refused', 'withdrawn')`,
    key: 'decided_at',
    down: true,
  },
  own: { permission: APPEAL, unit: 'unit_id', live: sql``, key: 'at', down: true },
} as const;

function part(box: Box, unit: string, after: [string, string] | null, limit: number): RawBuilder<unknown> {
  const { unit: column, live, key, down } = BOXES[box];
  const order =
    box === 'own'
      ? sql`id desc`
      : sql`${sql.ref(key)} ${sql.raw(down ? 'desc' : 'asc')}, id ${sql.raw(down ? 'desc' : 'asc')}`;
  const place = sql`(${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid)`;
  const later = !after
    ? sql``
    : box === 'own'
      ? sql`and id < ${after[1]}::uuid`
      : sql`and (${sql.ref(key)}, id) ${sql.raw(down ? '<' : '>')} ${place}`;
  return sql`(select * from judgement_appeal where ${sql.ref(column)} = ${unit}::uuid ${live} ${later}
    order by ${order} limit ${atMost(limit)})`;
}

/** Appeals before the actor's units, waiting (first due first) or decided, or those they made; of nobody else. */
export async function listAppeals(
  runtime: Runtime,
  actor: Actor,
  query: { box?: Box; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Appeal>>> {
  const box = query.box ?? 'waiting';
  const { permission, key, down } = BOXES[box];
  const limit = query.limit ?? 50;
  const units = unitsOf(actor, permission);
  if (units.length === 0) return { items: [], next: null };
  const after = keyOf(query.cursor, isMoment);
  const parts = units.map((unit) => part(box, unit, after, limit + 1));
  const order =
    box === 'own'
      ? sql`id desc`
      : sql`${sql.ref(key)} ${sql.raw(down ? 'desc' : 'asc')}, id ${sql.raw(down ? 'desc' : 'asc')}`;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<AppealRow>`
      select * from (${sql.join(parts, sql` union all `)}) a order by ${order} limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, (row) => `${row[key]!.toISOString()}_${row.id}`);
    return { items: await toAppeals(ctx, page.items), next: page.next };
  });
}

/** One appeal as an item of the list. */
export function readAppeal(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof Appeal>> {
  return run(runtime, actor, async (ctx) => (await toAppeals(ctx, [await findAppeal(ctx, actor, id)]))[0]!);
}

/** Staff who see the matter see the evidence of its appeals. */
export async function seesEvidence(runtime: Runtime, actor: Actor, id: string): Promise<boolean> {
  if (actor.kind === 'resident') return false;
  const { rows } = await sql<{ matter_id: string; at: Date }>`
    select matter_id, at from judgement_appeal where id = ${id}::uuid`.execute(runtime.db);
  return rows[0] !== undefined && seesMatter(runtime, actor, rows[0].matter_id, rows[0].at);
}

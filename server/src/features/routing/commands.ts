import { type RawBuilder, sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { accountsWith } from '../account/index.ts';
import { newestCalendar, opening, weekdayOf } from '../workflow/index.ts';
import { type RoutingFacts, wordsIn } from './facts.ts';
import { nextInTurn, type Routed, type RuleSet, route, type Skipped } from './rules.ts';
import { routingSource } from './source.ts';
import { around, newestRules } from './store.ts';

/** A call to be routed, as its owner knows it. */
export interface ToRoute {
  type: string;
  category: string | null;
  /** The class and all above it. */
  categories: readonly string[];
  condition: string | null;
  channel: string;
  urgent: boolean;
  anonymous: boolean;
  confidential: boolean;
  area: string;
  /** The property company of the place, where it has a part; it goes before the one that answers for the area. */
  property: string | null;
  at: Date;
  resident: boolean;
  /**
   * Matters of the same caller in the 30 days before, or the query that counts them (`n`, of one row): where no rule asks, it is
   * counted by the statement that keeps the decision, which costs no trip of its own.
   */
  before: number | RawBuilder<{ n: number }>;
  /** Answers that are chosen or counted, not written. */
  answers: Record<string, unknown>;
  text: string;
}

/** A decision not yet written. */
export interface Ruling extends Routed {
  set: RuleSet;
  facts: RoutingFacts;
  area: string;
  /** What counts the caller's earlier matters, where that is not in the facts yet. */
  counting: RawBuilder<{ n: number }> | null;
}

async function factsOf(runtime: Runtime, call: ToRoute, before: number, set: RuleSet): Promise<RoutingFacts> {
  const { areas, units } = await around(runtime, set.definition);
  const { calendar } = await newestCalendar(runtime);
  const place = areas.get(call.area);
  const at = call.at.getTime();
  return {
    matter: {
      type: call.type,
      category: call.category ?? '',
      categories: [...call.categories],
      condition: call.condition ?? '',
      channel: call.channel,
      urgent: call.urgent,
      anonymous: call.anonymous,
      confidential: call.confidential,
    },
    place: {
      area: place?.code ?? '',
      level: place?.level ?? '',
      areas: (place?.path ?? []).map((id) => areas.get(id)?.code ?? ''),
      special: place?.kind === 'special',
      property: units.get(call.property ?? '')?.code ?? '',
    },
    time: {
      hour: calendar.hourOf(at),
      weekday: weekdayOf(calendar.dayOf(at)),
      working: opening(calendar, at) === at,
    },
    caller: { resident: call.resident, before, repeats: before > 0 },
    answers: call.answers,
    words: wordsIn(set.definition, call.text),
  };
}

async function counted(runtime: Runtime, query: RawBuilder<{ n: number }>): Promise<number> {
  const { rows } = await query.execute(runtime.db);
  return rows[0]!.n;
}

/** Facts as they are kept: complete, whether or not somebody asked. */
const factsKept = ({ facts, counting }: Ruling): RawBuilder<unknown> =>
  counting
    ? sql`(select ${JSON.stringify(facts)}::jsonb || jsonb_build_object('caller',
        jsonb_build_object('resident', ${facts.caller.resident}::boolean, 'before', b.n, 'repeats', b.n > 0)) from (${counting}) b)`
    : sql`${JSON.stringify(facts)}::jsonb`;

/** Decides by the rules in force who answers a call. Writes nothing. */
export async function ruleOn(runtime: Runtime, call: ToRoute): Promise<Ruling> {
  const set = await newestRules(runtime);
  const counting = typeof call.before === 'number' || set.asksCaller ? null : call.before;
  const before =
    typeof call.before === 'number' ? call.before : counting ? 0 : await counted(runtime, call.before);
  const [world, facts, matrix] = await Promise.all([
    around(runtime, set.definition),
    factsOf(runtime, call, before, set),
    routingSource(runtime).matrix(runtime),
  ]);
  const { type, category, area } = call;
  const routed = route(set, facts, area, world, () => matrix({ type, category, area }));
  return { ...routed, set, facts, area, counting };
}

type Decided = Pick<Ruling, 'by' | 'rule' | 'area' | 'outcome' | 'skipped'> & {
  id: string;
  subject: string;
  why: 'opened' | 'amended';
  version: number;
  facts: RawBuilder<unknown>;
  at: Date;
};

const insertDecisions = (rows: readonly Decided[]): RawBuilder<unknown> => sql`
    insert into routing_decision (id, subject, why, version, by, rule, rule_name, area_id, facts, outcome, skipped, at)
    values ${sql.join(rows.map(valuesOf))}`;

const valuesOf = ({ id, subject, why, version, by, rule, area, facts, outcome, skipped, at }: Decided) => sql`
    (${id}::uuid, ${subject}::uuid, ${why}, ${version}::int, ${by}, ${rule?.code ?? null}, ${rule?.name ?? null}, ${area}::uuid,
      ${facts}, ${JSON.stringify(outcome)}::jsonb, ${JSON.stringify(skipped)}::jsonb, ${at}::timestamptz)`;

/** Queues a decision: kept with its subject, in the place of the one before. */
export function keepRuling(ctx: Context, subject: string, why: 'opened' | 'amended', ruling: Ruling): void {
  const { set, by, rule, area, outcome, skipped } = ruling;
  if (why === 'amended')
    ctx.write(sql`update routing_decision set current = false where subject = ${subject}::uuid and current`);
  const facts = factsKept(ruling);
  const row = {
    id: uuidv7(ctx.now),
    subject,
    why,
    version: set.version,
    by,
    rule,
    area,
    facts,
    outcome,
    skipped,
    at: ctx.now,
  };
  ctx.append('routing_decision.insert', row, insertDecisions);
  for (const each of skipped) raiseAlarm(ctx, set.version, each);
}

/** What this program told lately, by alarm: a bad rule that meets every call does not flood the log. */
const lately = new WeakMap<Runtime, Map<string, number>>();
const AGAIN = 60_000;

/** Queues the news that a rule failed or could not be followed; the follower tells the administrators once. */
export function raiseAlarm(ctx: Context, version: number, { rule, problem, words }: Skipped): void {
  const known = lately.get(ctx.runtime) ?? new Map<string, number>();
  lately.set(ctx.runtime, known);
  const key = `${version} ${rule} ${problem}`;
  if (ctx.now.getTime() - (known.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN) return;
  known.set(key, ctx.now.getTime());
  record(ctx, {
    subjectKind: 'routing-alarm',
    subject: uuidv7(ctx.now),
    kind: 'routing.alarm',
    audience: 'staff',
    scopes: [],
    data: { version, rule, problem, words },
    prevHash: null,
  });
}

/**
 * Whose turn it is among the people of a unit who may handle, and moves the turn on; null when there is nobody. The unit's pointer
 * is locked until the transaction ends, so that two at once never fall to the same person, and what is undone costs nobody a turn.
 */
export async function takeTurn(ctx: Context, unit: string): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`routing.turn ${unit}`}, 0))`.execute(ctx.db);
  const { rows } = await sql<{ last_account: string }>`
    select last_account from routing_turn where unit_id = ${unit}::uuid`.execute(ctx.db);
  const people = await accountsWith(ctx.db, { unit, permission: 'matter:handle' });
  const next = nextInTurn(people, rows[0]?.last_account ?? null);
  if (next)
    await sql`insert into routing_turn (unit_id, last_account, at) values (${unit}::uuid, ${next}::uuid, ${ctx.now}::timestamptz)
      on conflict (unit_id) do update set last_account = excluded.last_account, at = excluded.at`.execute(
      ctx.db,
    );
  return next;
}

/** What came of a decision that dispatches by itself. */
export function carried(ctx: Context, decision: string, how: 'done' | 'overtaken' | 'refused'): void {
  ctx.write(sql`update routing_decision set carried = ${how} where id = ${decision}::uuid`);
}

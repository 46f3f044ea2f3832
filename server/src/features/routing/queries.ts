import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../../platform/database/open.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { PRIORITIES, ROLES } from './definition.ts';
import type { RoutingFacts } from './facts.ts';
import { type Outcome, type Routed, route, type Skipped } from './rules.ts';
import type { Alarm, Reasons } from './schema.ts';
import { routingSource } from './source.ts';
import { around, rulesAt } from './store.ts';
import { factsInWords } from './words.ts';

const UNKNOWN: RoutingFacts['caller'] = { resident: false, before: 0, repeats: false };

/** A decision as it was kept. */
export interface KeptRuling {
  id: string;
  subject: string;
  why: 'opened' | 'amended';
  version: number;
  by: Routed['by'];
  rule: string | null;
  rule_name: string | null;
  area_id: string;
  facts: RoutingFacts;
  outcome: Outcome;
  skipped: Skipped[];
  carried: string | null;
  at: Date;
}

const COLUMNS = sql.raw(
  'id, subject, why, version, by, rule, rule_name, area_id, facts, outcome, skipped, carried, at',
);

/** The decision in force of each subject that was routed. */
export async function rulingsOf(db: Db, subjects: readonly string[]): Promise<Map<string, KeptRuling>> {
  const { rows } = await sql<KeptRuling>`
    select ${COLUMNS} from routing_decision where subject = any (${subjects as string[]}::uuid[]) and current`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.subject, row]));
}

/** Decisions in force in the order of time, after an id and before another. */
export async function rulingsBetween(
  db: Db,
  after: string,
  before: string,
  limit: number,
): Promise<KeptRuling[]> {
  const { rows } = await sql<KeptRuling>`
    select ${COLUMNS} from routing_decision where current and id > ${after}::uuid and id < ${before}::uuid
    order by id limit ${atMost(limit)}`.execute(db);
  return rows;
}

/** Whether the rules of then, over the facts of then, say the same today: the proof that a decision is explained by what is kept. */
async function computedAgain(runtime: Runtime, kept: KeptRuling): Promise<boolean> {
  const set = await rulesAt(runtime, kept.version);
  const world = await around(runtime, set.definition);
  const matrix = await routingSource(runtime).matrix(runtime);
  const { type, category } = kept.facts.matter;
  const again = route(set, kept.facts, kept.area_id, world, () =>
    matrix({ type, category: category || null, area: kept.area_id }),
  );
  return again.rule?.code === (kept.rule ?? undefined);
}

/**
 * Why a subject came to whom it came, the newest decision first. The subject's owner judges who may ask, and who may learn that
 * several calls are one person's (`callerToo`).
 */
export async function routingReasons(
  runtime: Runtime,
  subject: string,
  callerToo = false,
): Promise<Static<typeof Reasons>> {
  const { rows } = await sql<KeptRuling>`
    select ${COLUMNS} from routing_decision where subject = ${subject}::uuid order by id desc limit 20`.execute(
    runtime.db,
  );
  const [units, areas, names] = await Promise.all([
    unitRegistry(runtime),
    areaTree(runtime),
    routingSource(runtime).names(runtime),
  ]);
  const accounts = rows.flatMap(({ outcome }) => outcome.units.flatMap(({ account }) => account ?? []));
  const people = await accountNames(runtime.db, accounts);
  const items = rows.map(async (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    why: row.why,
    by: row.by,
    version: row.version,
    rule: row.rule === null ? null : { code: row.rule, name: row.rule_name ?? row.rule },
    level: row.outcome.level,
    priority_name: row.outcome.priority ? PRIORITIES[row.outcome.priority] : null,
    auto: row.outcome.auto,
    carried: row.carried,
    units: row.outcome.units.map(({ unit, role, account, turn }) => ({
      id: unit,
      name: units.get(unit)?.name ?? '已不存在的单位',
      role_name: ROLES[role],
      person: account ? (people.get(account) ?? null) : turn ? '轮流' : null,
    })),
    clocks: Object.entries(row.outcome.clocks).map(([kind, limit]) => ({ kind, limit })),
    facts: factsInWords(
      callerToo ? row.facts : { ...row.facts, caller: UNKNOWN },
      areas.fullName(row.area_id),
      names,
    ),
    skipped: row.skipped.map(({ rule, words }) => ({ rule, words })),
    computed_again: await computedAgain(runtime, row),
  }));
  return { items: await Promise.all(items) };
}

/** Alarms of rules, the newest first; all, or only those that still stand. */
export async function listAlarms(
  runtime: Runtime,
  { open, cursor, limit = 50 }: { open?: boolean; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Alarm>>> {
  const after = cursorId(cursor);
  const { rows } = await sql<{
    id: string;
    version: number;
    rule: string;
    problem: string;
    words: string;
    n: number;
    first_at: Date;
    last_at: Date;
    ended_at: Date | null;
  }>`select id, version, rule, problem, words, n, first_at, last_at, ended_at from routing_alarm
    where ${open ? sql`ended_at is null` : sql`true`} ${after ? sql`and id < ${after}::uuid` : sql``}
    order by id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return {
    next: page.next,
    items: page.items.map(({ first_at, last_at, ended_at, ...row }) => ({
      ...row,
      first_at: first_at.toISOString(),
      last_at: last_at.toISOString(),
      ended_at: ended_at?.toISOString() ?? null,
    })),
  };
}

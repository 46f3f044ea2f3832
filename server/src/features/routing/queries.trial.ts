import { sql } from 'kysely';
import type { Static } from 'typebox';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { PRIORITIES, ROLES } from './definition.ts';
import type { RoutingFacts } from './facts.ts';
import type { Side } from './jobs.trial.ts';
import { trialRow } from './queries.ts';
import type { Difference, Trial, TrialResult } from './schema.ts';
import { routingSource } from './source.ts';
import { factsInWords } from './words.ts';

/** Asks for what no rule took: the code of none. */
const NO_RULE = '-';

/** What a trial found, as far as it is. */
export async function readTrial(runtime: Runtime, id: string): Promise<Static<typeof Trial>> {
  const { from_at, until_at, created_at, result } = await trialRow(runtime.db, id);
  return {
    id,
    from: from_at.toISOString(),
    until: until_at.toISOString(),
    created_at: created_at.toISOString(),
    result: result as Static<typeof TrialResult> | null,
  };
}

/** What the tried rules would have decided differently, oldest first; of one rule, or of all. */
export async function listDifferences(
  runtime: Runtime,
  trial: string,
  { rule, cursor, limit = 50 }: { rule?: string; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Difference>>> {
  await trialRow(runtime.db, trial);
  const after = cursorId(cursor);
  const { rows } = await sql<{
    id: string;
    rule: string;
    at: Date;
    area_id: string;
    facts: RoutingFacts;
    before: Side;
    after: Side;
  }>`select d.id, t.rule, d.at, d.area_id, d.facts, t.before, t.after
    from routing_trial_difference t join routing_decision d on d.id = t.decision_id
    where t.trial_id = ${trial}::uuid ${rule === undefined ? sql`` : sql`and t.rule = ${rule === NO_RULE ? '' : rule}`}
      ${after ? sql`and t.decision_id > ${after}::uuid` : sql``}
    order by t.decision_id limit ${atMost(limit + 1)}`.execute(runtime.db);
  const [units, areas, names] = await Promise.all([
    unitRegistry(runtime),
    areaTree(runtime),
    routingSource(runtime).names(runtime),
  ]);
  const side = ({ units: chosen, priority, ...rest }: Side) => ({
    ...rest,
    units: chosen.map(({ unit, role }) => `${ROLES[role]} ${units.get(unit)?.name ?? '已不存在的单位'}`),
    priority_name: priority ? PRIORITIES[priority] : null,
  });
  const page = toPage(rows, limit, (row) => row.id);
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      rule: row.rule,
      at: row.at.toISOString(),
      facts: factsInWords(row.facts, areas.fullName(row.area_id), names),
      before: side(row.before),
      after: side(row.after),
    })),
  };
}

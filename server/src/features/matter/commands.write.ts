import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type Decision, type Workflow, workflowAt } from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import type { Means } from './apply.ts';
import { limitsOf } from './registry.ts';
import { type Matter, nextDue } from './row.ts';
import { highestCard } from './rules.cards.ts';
import { claimerOf } from './standing.ts';

/** What applying a decision of this actor to a matter needs. */
export function meansOf(
  ctx: Context,
  matter: Matter,
  decision: Decision,
  workflow: Workflow,
  around: Surroundings,
): Means {
  const { types, units, areas, calendar } = around;
  const to = workflow.states.get(decision.to);
  return {
    units,
    areas,
    limits: limitsOf(
      types.types.get(matter.type_code)!,
      types.categories.get(matter.category_code ?? ''),
      matter,
      calendar,
    ),
    terminal: to?.terminal ?? false,
    settled: to?.settled ?? false,
    claimer: claimerOf(ctx.actor, matter, units),
  };
}

/** The workflow that a matter keeps. */
export const workflowOf = (ctx: Context, matter: Matter): Promise<Workflow> =>
  workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);

/** Queues what a matter is after a decision; once at most in a transaction for each. */
export function updateMatter(ctx: Context, matter: Matter): void {
  ctx.append('matter.update', matter, (matters) => {
    const [only] = matters;
    return matters.length === 1 && only ? updateOne(ctx, only) : updateAll(ctx, matters);
  });
}

/** The usual case, without the way through JSON that several rows take. */
const updateOne = (ctx: Context, matter: Matter): RawBuilder<unknown> => sql`
  update matter set state = ${matter.state}, open = ${matter.open}::boolean, level = ${matter.level}, centre_unit = ${matter.centre_unit}::uuid,
    owner_unit = ${matter.owner_unit}::uuid, main_unit = ${matter.main_unit}::uuid, public_reply = ${matter.public_reply},
    memory = ${JSON.stringify(matter.memory)}::jsonb, merged_into = ${matter.merged_into}::uuid, version = ${matter.version}::int,
    event_hash = ${matter.event_hash}::bytea, closed_at = ${matter.closed_at}::timestamptz, due_at = ${nextDue(matter.clocks)}::timestamptz,
    card = ${highestCard(matter.clocks)}, updated_at = ${ctx.now}::timestamptz
  where id = ${matter.id}::uuid`;

function updateAll(ctx: Context, matters: readonly Matter[]): RawBuilder<unknown> {
  const rows = matters.map((matter) => ({
    id: matter.id,
    state: matter.state,
    open: matter.open,
    level: matter.level,
    centre_unit: matter.centre_unit,
    owner_unit: matter.owner_unit,
    main_unit: matter.main_unit,
    public_reply: matter.public_reply,
    memory: matter.memory,
    merged_into: matter.merged_into,
    version: matter.version,
    hash: matter.event_hash.toString('hex'),
    closed_at: matter.closed_at,
    due_at: nextDue(matter.clocks),
    card: highestCard(matter.clocks),
  }));
  return sql`
    update matter m set state = r.state, open = r.open, level = r.level, centre_unit = r.centre_unit, owner_unit = r.owner_unit,
      main_unit = r.main_unit, public_reply = r.public_reply, memory = r.memory, merged_into = r.merged_into, version = r.version,
      event_hash = decode(r.hash, 'hex'), closed_at = r.closed_at, due_at = r.due_at, card = r.card, updated_at = ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, state text, open boolean, level text, centre_unit uuid,
      owner_unit uuid, main_unit uuid, public_reply text, memory jsonb, merged_into uuid, version int, hash text,
      closed_at timestamptz, due_at timestamptz, card text)
    where m.id = r.id and m.id = any (${rows.map(({ id }) => id)}::uuid[])`;
}

import { type RawBuilder, sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { uuidFloor } from '../../platform/ids.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { type RoutingSource, type Ruling, ruleOn, type ToRoute } from '../routing/index.ts';
import type { MatterType } from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import type { Judged } from './commands.create.ts';
import { startingCentre } from './intake.ts';
import { type Registry, registry } from './registry.ts';
import type { Matter } from './row.ts';
import { suggestUnits } from './rules.suggest.ts';

/** Answers that are chosen or counted; what is written in own words no rule reads, and no decision keeps. */
const CLOSED = new Set(['select', 'boolean', 'number', 'date']);
const REPEAT_DAYS = 30;
const DAY = 86_400_000;
const MOST_COUNTED = 100;

const closedFields = ({ form }: MatterType) => form.filter(({ kind }) => CLOSED.has(kind));

/** The closed answers of a type; one that was not given is null, so that a rule may ask for it. */
const closedAnswers = (type: MatterType, answers: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(closedFields(type).map(({ name }) => [name, answers[name] ?? null]));

/** A class and all above it. */
function withParents(types: Registry, code: string | null): string[] {
  const codes: string[] = [];
  for (
    let at = types.categories.get(code ?? '');
    at && !codes.includes(at.code);
    at = types.categories.get(at.parentCode ?? '')
  )
    codes.push(at.code);
  return codes;
}

/** Counts the matters that the same account made in the days before. */
const madeBefore = (caller: string, since: string, id: string | null): RawBuilder<{ n: number }> => sql`
  select count(*)::int as n from (select from matter_party where ref = ${caller}::uuid and kind = 'caller'
    and matter_id > ${since}::uuid and matter_id is distinct from ${id}::uuid limit ${atMost(MOST_COUNTED)}) p`;

/** The same for who called without an account, by the number. */
async function calledBefore(runtime: Runtime, phone: string, since: string): Promise<number> {
  const called = printIs(runtime.sealer, sql.ref('phone_index'), phone.replaceAll('-', ''));
  return run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from (select from matter_contact where ${called}
        and matter_id > ${since}::uuid limit ${atMost(MOST_COUNTED)}) c`.execute(db);
    return rows[0]!.n;
  });
}

/** How often a caller has called before; of who wants to stay unknown nothing is counted. */
async function before(
  runtime: Runtime,
  actor: Actor,
  { input, type }: Judged,
  at: Date,
): Promise<ToRoute['before']> {
  const since = uuidFloor(new Date(at.getTime() - REPEAT_DAYS * DAY));
  if (type.anonymous && input.anonymous) return 0;
  if (actor.kind === 'resident') return madeBefore(actor.id, since, null);
  return input.contact?.phone ? calledBefore(runtime, input.contact.phone, since) : 0;
}

/** A call with who answers it by the rules, and the centre of the level they say. */
export async function routed(runtime: Runtime, actor: Actor, judged: Judged, at: Date): Promise<Judged> {
  const { input, type, category, condition, located, source, answers } = judged;
  const [types, areas, units, n] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
    before(runtime, actor, judged, at),
  ]);
  const ruling = await ruleOn(runtime, {
    type: type.code,
    category: category?.code ?? null,
    categories: withParents(types, category?.code ?? null),
    condition,
    channel: source,
    urgent: actor.kind !== 'resident' && (input.urgent ?? false),
    anonymous: type.anonymous && (input.anonymous ?? false),
    confidential: type.confidential || (input.confidential ?? false),
    area: located.area.id,
    property: judged.property,
    at,
    resident: actor.kind === 'resident',
    before: n,
    answers: closedAnswers(type, answers),
    text: `${input.title ?? ''} ${input.text}`,
  });
  const { level } = ruling.outcome;
  return { ...judged, ruling, centre: startingCentre(type, located.area, areas, units, level) };
}

async function textsOf(
  runtime: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<Map<string, { text: string }>> {
  const { rows } = await sql<{ id: string; text: string }>`
    select id, concat(title, ' ', text) as text from matter where id = any (${ids as string[]}::uuid[])`.execute(
    runtime.db,
  );
  return new Map(rows.map(({ id, text }) => [id, { text }]));
}

/** Who answers a matter by the rules, as it is after a correction of its class or place. */
export async function rulingOnMatter(ctx: Context, matter: Matter, { types }: Surroundings): Promise<Ruling> {
  const type = types.types.get(matter.type_code)!;
  const since = uuidFloor(new Date(matter.created_at.getTime() - REPEAT_DAYS * DAY));
  const call: ToRoute = {
    type: matter.type_code,
    category: matter.category_code,
    categories: withParents(types, matter.category_code),
    condition: matter.condition_code,
    channel: matter.channel,
    urgent: matter.priority === 'urgent',
    anonymous: matter.anonymous,
    confidential: matter.confidential,
    area: matter.area_id,
    property: matter.property_unit,
    at: ctx.now,
    resident: matter.caller_id !== null,
    before: matter.caller_id && !matter.anonymous ? madeBefore(matter.caller_id, since, matter.id) : 0,
    answers: closedAnswers(type, matter.answers),
    text: (await textsOf(ctx, [matter.id])).get(matter.id)?.text ?? '',
  };
  return ruleOn(ctx.runtime, call);
}

/** What routing asks of matters. */
export const sourceOfRouting: RoutingSource = {
  async vocabulary(runtime) {
    const { types, categories } = await registry(runtime);
    return {
      types: new Map([...types].map(([code, type]) => [code, closedFields(type).map(({ name }) => name)])),
      categories: new Set(categories.keys()),
    };
  },
  async matrix(runtime) {
    const [types, areas, units] = await Promise.all([
      registry(runtime),
      areaTree(runtime),
      unitRegistry(runtime),
    ]);
    return ({ type, category, area }) =>
      suggestUnits({ types, areas, units }, { type_code: type, category_code: category, area_id: area }).map(
        ({ unit, role }) => ({ unit, role }),
      );
  },
  told: textsOf,
  async names(runtime) {
    const { types, categories } = await registry(runtime);
    return {
      type: (code) => types.get(code)?.name ?? code,
      category: (code) => categories.get(code)?.name ?? code,
    };
  },
};

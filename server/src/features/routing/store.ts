import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { type Finding, type Parsed, parseAs, subjectOf } from '../workflow/index.ts';
import { type RoutingDefinition, RoutingSchema } from './definition.ts';
import { lintRules } from './lint.ts';
import { compileRules, type RuleSet } from './rules.ts';
import { routingSource } from './source.ts';
import type { Around, Person } from './targets.ts';

/** The rules by which everything is routed. */
export const STANDARD_RULES = 'standard';

/** Reads a file of rules. Refuses what is not YAML or not of the documented shape; `lintRules` judges the meaning. */
export const parseRules = (text: string): Parsed<RoutingDefinition> => parseAs(text, RoutingSchema);

const newest = cacheOf<RuleSet | null>(['routing.published'], async (runtime) => {
  const { rows } = await sql<{ version: number; spec: RoutingDefinition }>`
    select version, spec from routing_rules where code = ${STANDARD_RULES} order by version desc limit 1`.execute(
    runtime.db,
  );
  return rows[0] ? compileRules(rows[0].spec, rows[0].version) : null;
});

const EMPTY: RuleSet = compileRules({ code: STANDARD_RULES, name: '未发布规则', rules: [] }, 0);

/** The rules in force; none published: no rule holds, and the matrix decides. */
export const newestRules = async (runtime: Runtime): Promise<RuleSet> => (await newest.get(runtime)) ?? EMPTY;

/** The rules of a version, for computing a decision again. */
export async function rulesAt(runtime: Runtime, version: number): Promise<RuleSet> {
  const current = await newestRules(runtime);
  if (current.version === version) return current;
  const { rows } = await sql<{ spec: RoutingDefinition }>`
    select spec from routing_rules where code = ${STANDARD_RULES} and version = ${version}`.execute(
    runtime.db,
  );
  return rows[0] ? compileRules(rows[0].spec, version) : EMPTY;
}

/** Staff by user name with the units they work for; asked on every decision, changed seldom. */
const people = cacheOf<ReadonlyMap<string, Person>>(['account.'], async (runtime) => {
  const { rows } = await sql<{ username: string; id: string; units: string[] }>`
    select a.username, a.id, coalesce(array_agg(distinct l.unit_id) filter (where l.unit_id is not null), '{}') as units
    from account a left join account_relation l on l.account_id = a.id and l.ended_at is null
    where a.kind = 'staff' and a.username is not null and a.disabled_at is null group by a.id`.execute(
    runtime.db,
  );
  return new Map(rows.map(({ username, id, units }) => [username, { id, units }]));
});

const namesPeople = ({ rules }: RoutingDefinition): boolean =>
  rules.some(({ units = [] }) => units.some((target) => 'account' in target && target.account !== undefined));

/** The world as rules see it now; people only where rules name some. */
export async function around(runtime: Runtime, definition: RoutingDefinition): Promise<Around> {
  const [areas, units, known] = await Promise.all([
    areaTree(runtime),
    unitRegistry(runtime),
    namesPeople(definition) ? people.get(runtime) : new Map<string, Person>(),
  ]);
  return { areas, units, people: known };
}

/** All findings over a text of rules, against the city as it is. */
export async function judgeRules(
  runtime: Runtime,
  text: string,
): Promise<{ definition: RoutingDefinition | null; findings: Finding[] }> {
  const parsed = parseRules(text);
  if (!parsed.value) return { definition: null, findings: parsed.findings };
  const definition = parsed.value;
  const vocabulary = await routingSource(runtime).vocabulary(runtime);
  return { definition, findings: lintRules(definition, vocabulary, await around(runtime, definition)) };
}

/** Publishes rules as the next version when they differ from the newest, and returns that version; refuses them with errors. */
export async function publishRules(
  ctx: Context,
  {
    definition,
    text,
    findings,
  }: { definition: RoutingDefinition; text: string; findings: readonly Finding[] },
): Promise<number> {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw badFields(
      errors.map(({ path, code, message }) => ({ path, code, message })),
      '分派规则有错误，不能发布。',
    );
  const spec = JSON.stringify(definition);
  const { code, name } = definition;
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from routing_rules where code = ${code}
    order by version desc limit 1`.execute(ctx.db);
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`
    insert into routing_rules (code, version, name, text, spec, findings, published_at, actor)
    values (${code}, ${version}::int, ${name}, ${text}, ${spec}::jsonb, ${JSON.stringify(findings)}::jsonb,
      ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  // What an earlier version could not do is over with it.
  ctx.write(
    sql`update routing_alarm set ended_at = ${ctx.now}::timestamptz where ended_at is null and version < ${version}::int`,
  );
  await recordNext(ctx, {
    subjectKind: 'routing',
    subject: subjectOf(`routing ${code}`),
    kind: 'routing.published',
    audience: 'staff',
    scopes: [],
    data: { code, version },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes rules where there are none of their code yet: what a city published since is not overwritten by a newer pack. */
export async function provideRules(ctx: Context, definition: RoutingDefinition, text: string): Promise<void> {
  const { rows } = await sql`select from routing_rules where code = ${definition.code} limit 1`.execute(
    ctx.db,
  );
  if (rows.length === 0) await publishRules(ctx, { definition, text, findings: [] });
}

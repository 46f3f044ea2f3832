import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { cacheOf } from '../../platform/cache.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';

const strict = { additionalProperties: false };
const common = {
  code: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
  name: Type.String({ minLength: 1, maxLength: 40 }),
  days: Type.Integer({ minimum: 1, maximum: 365 }),
  count: Type.Integer({ minimum: 2, maximum: 1000 }),
};

const PlaceRule = Type.Object(
  {
    ...common,
    kind: Type.Literal('place'),
    radius: Type.Integer({ minimum: 10, maximum: 300 }),
    types: Type.Optional(Type.Array(Type.String())),
    groups: Type.Optional(Type.Array(Type.String())),
  },
  strict,
);
const CallerRule = Type.Object({ ...common, kind: Type.Literal('caller') }, strict);
const Policy = Type.Object({ rules: Type.Array(Type.Union([PlaceRule, CallerRule])) }, strict);

export type Policy = Static<typeof Policy>;
export type PlaceRule = Static<typeof PlaceRule>;
export type CallerRule = Static<typeof CallerRule>;
export type Rule = Policy['rules'][number];
export type Kind = Rule['kind'];

/** What findings in general are in the event log: the rules have no ids. */
const POLICY_SUBJECT = '00000000-0000-7000-8000-000000000021';

/** Reads a pack's findings.yaml; throws with every fault in words. */
export function parsePolicy(text: string): Policy {
  const data: unknown = parse(text);
  if (Value.Check(Policy, data)) return data;
  const faults = [...Value.Errors(Policy, data)].map((each) => `${each.instancePath} ${each.message}`);
  throw new Error(`findings.yaml 有误：\n  ${faults.join('\n  ')}`);
}

const newest = cacheOf<Policy | null>(['finding.policy'], async (runtime) => {
  const { rows } = await sql<{ spec: Policy }>`
    select spec from finding_policy order by version desc limit 1`.execute(runtime.db);
  return rows[0]?.spec ?? null;
});

/** What is shipped holds where a city has published nothing. */
const USUAL = await readFile(
  new URL('../../../../packs/default/findings.yaml', import.meta.url),
  'utf8',
).then(parsePolicy);

/** The rules by which calls add up to a finding, from now on. */
export const policyOf = async (runtime: Runtime): Promise<Policy> => (await newest.get(runtime)) ?? USUAL;

/** Publishes rules where a city has none yet: what it published since is not overwritten. Open findings stay as they were raised. */
export async function providePolicy(ctx: Context, policy: Policy): Promise<void> {
  const { rows } = await sql`
    insert into finding_policy (version, spec, published_at, actor)
    select 1, ${JSON.stringify(policy)}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid
    where not exists (select from finding_policy) returning version`.execute(ctx.db);
  if (rows.length === 0) return;
  await recordNext(ctx, {
    subjectKind: 'finding_policy',
    subject: POLICY_SUBJECT,
    kind: 'finding.policy',
    audience: 'staff',
    scopes: [],
    data: { version: 1 },
  });
  newest.forget(ctx.runtime);
}

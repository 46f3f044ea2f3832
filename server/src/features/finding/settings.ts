import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { cacheOf } from '../../platform/cache.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type Finding, type Parsed, parseAs } from '../workflow/index.ts';

const strict = { additionalProperties: false };
const common = {
  code: Type.String({ pattern: '^[a-z][a-z0-9-]*$', title: '代码' }),
  name: Type.String({ minLength: 1, maxLength: 40, title: '名称' }),
  days: Type.Integer({ minimum: 1, maximum: 365, title: '几天之内' }),
  count: Type.Integer({ minimum: 2, maximum: 1000, title: '几件起' }),
};

const PlaceRule = Type.Object(
  {
    ...common,
    kind: Type.Literal('place'),
    radius: Type.Integer({ minimum: 10, maximum: 300, title: '半径（米）' }),
    types: Type.Optional(Type.Array(Type.String(), { title: '事项类型' })),
    groups: Type.Optional(Type.Array(Type.String(), { title: '大类' })),
  },
  strict,
);
const CallerRule = Type.Object({ ...common, kind: Type.Literal('caller') }, strict);
const Policy = Type.Object(
  { rules: Type.Array(Type.Union([PlaceRule, CallerRule]), { title: '规则' }) },
  strict,
);

export type Policy = Static<typeof Policy>;
export type PlaceRule = Static<typeof PlaceRule>;
export type CallerRule = Static<typeof CallerRule>;
export type Rule = Policy['rules'][number];
export type Kind = Rule['kind'];

/** What findings in general are in the event log: the rules have no ids. */
const POLICY_SUBJECT = '00000000-0000-7000-8000-000000000021';

/** What rules may name: matter types, and classes with others below them. */
export interface Known {
  types: ReadonlySet<string>;
  groups: ReadonlySet<string>;
}

function unknownIn({ rules }: Policy, { types, groups }: Known): Finding[] {
  const fault = (code: string, path: string, message: string): Finding => ({
    severity: 'error',
    code,
    path,
    message,
  });
  return rules.flatMap((rule, i) => {
    if (rule.kind !== 'place') return [];
    const { types: named = [], groups: above = [] } = rule;
    return [
      ...named.flatMap((each) =>
        types.has(each) ? [] : fault('unknown_type', `rules.${i}.types`, `没有事项类型「${each}」。`),
      ),
      ...above.flatMap((each) =>
        groups.has(each) ? [] : fault('unknown_group', `rules.${i}.groups`, `没有大类「${each}」。`),
      ),
    ];
  });
}

/** Reads a text of rules: of the documented shape, each with a code of its own, and about types and classes that exist where `known` is given. */
export function readPolicy(text: string, known?: Known): Parsed<Policy> {
  const parsed = parseAs<Policy>(text, Policy);
  if (!parsed.value) return parsed;
  const codes = parsed.value.rules.map(({ code }) => code);
  const findings: Finding[] = codes.flatMap((code, i) =>
    codes.indexOf(code) < i
      ? {
          severity: 'error',
          code: 'code_twice',
          path: `rules.${i}.code`,
          message: `代码「${code}」用了两次。`,
        }
      : [],
  );
  if (known) findings.push(...unknownIn(parsed.value, known));
  return findings.length > 0 ? { value: null, findings } : parsed;
}

/** Reads a pack's findings.yaml; throws with every fault in words. */
export function parsePolicy(text: string): Policy {
  const { value, findings } = readPolicy(text);
  if (value) return value;
  throw new Error(`findings.yaml 有误：\n  ${findings.map(({ message }) => message).join('\n  ')}`);
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

/** Publishes rules as the next version when they differ from the newest, and returns that version. Open findings stay as they were raised. */
export async function publishPolicy(ctx: Context, policy: Policy): Promise<number> {
  const spec = JSON.stringify(policy);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from finding_policy order by version desc limit 1`.execute(
    ctx.db,
  );
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`insert into finding_policy (version, spec, published_at, actor)
    values (${version}::int, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'finding_policy',
    subject: POLICY_SUBJECT,
    kind: 'finding.policy',
    audience: 'staff',
    scopes: [],
    data: { version },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes rules where a city has none yet: what it published since is not overwritten. */
export async function providePolicy(ctx: Context, policy: Policy): Promise<void> {
  const { rows } = await sql`select from finding_policy limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishPolicy(ctx, policy);
}

import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { cacheOf } from '../../platform/cache.ts';
import { singleDocument } from '../../platform/documents.single.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type Parsed, parseAs } from '../workflow/index.ts';

const strict = { additionalProperties: false };
const common = {
  code: Type.String({ pattern: '^[a-z][a-z0-9-]*$', title: '代码' }),
  name: Type.String({ minLength: 1, maxLength: 40, title: '名称' }),
  minutes: Type.Integer({ minimum: 1, maximum: 10_080, title: '几分钟之内' }),
  count: Type.Integer({ minimum: 1, maximum: 10_000, title: '几次起' }),
};
const hour = (title: string) => Type.Integer({ minimum: 0, maximum: 23, title });
const Rule = Type.Union([
  Type.Object(
    {
      ...common,
      kind: Type.Union([Type.Literal('many'), Type.Literal('outside'), Type.Literal('export')], {
        title: '种类',
      }),
    },
    strict,
  ),
  Type.Object({ ...common, kind: Type.Literal('night'), from: hour('从几点'), to: hour('到几点') }, strict),
]);
const Policy = Type.Object({ rules: Type.Array(Rule, { maxItems: 50, title: '规则' }) }, strict);
export type Policy = Static<typeof Policy>;
export type Rule = Static<typeof Rule>;

/** What alerts in general are in the event log. */
const POLICY_SUBJECT = '00000000-0000-7000-8000-000000000061';

/** Reads a text of rules: of the documented shape, each with a code of its own. */
function readPolicy(text: string): Parsed<Policy> {
  const parsed = parseAs<Policy>(text, Policy);
  if (!parsed.value) return parsed;
  const codes = parsed.value.rules.map(({ code }) => code);
  const twice = codes.findIndex((code, i) => codes.indexOf(code) < i);
  if (twice === -1) return parsed;
  const message = `代码「${codes[twice]}」用了两次。`;
  return {
    value: null,
    findings: [{ severity: 'error', code: 'code_twice', path: `rules.${twice}.code`, message }],
  };
}

/** Reads a pack's audit.yaml; throws with every fault in words. */
export function parseAuditPolicy(text: string): Policy {
  const { value, findings } = readPolicy(text);
  if (value) return value;
  throw new Error(`audit.yaml 有误：\n  ${findings.map(({ message }) => message).join('\n  ')}`);
}

/** What is shipped holds where a city has published nothing. */
const USUAL = await readFile(new URL('../../../../packs/default/audit.yaml', import.meta.url), 'utf8').then(
  parseAuditPolicy,
);

const newest = cacheOf<Policy>(['audit.policy'], async (runtime) => {
  const { rows } = await sql<{ spec: Policy }>`
    select spec from audit_policy order by version desc limit 1`.execute(runtime.db);
  return rows[0]?.spec ?? USUAL;
});

/** When reading is unusual, from now on. */
export const policyOf = (runtime: Runtime): Promise<Policy> => newest.get(runtime);

/** Publishes rules as the next version when they differ from the newest, and returns that version. */
async function publishPolicy(ctx: Context, policy: Policy): Promise<number> {
  const spec = JSON.stringify(policy);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from audit_policy order by version desc limit 1`.execute(
    ctx.db,
  );
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`insert into audit_policy (version, spec, published_at, actor)
    values (${version}::int, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'audit_policy',
    subject: POLICY_SUBJECT,
    kind: 'audit.policy',
    audience: 'staff',
    scopes: [],
    data: { version, rules: policy.rules as never },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes rules where a city has none yet: what it published since is not overwritten. */
export async function provideAuditPolicy(ctx: Context, policy: Policy): Promise<void> {
  const { rows } = await sql`select from audit_policy limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishPolicy(ctx, policy);
}

/** When reading is unusual (审计预警), as a text that is edited as configuration; every change is before the auditor. */
export const auditDocument = singleDocument<Policy>({
  kind: 'audit',
  name: '审计预警规则',
  title: '异常查阅',
  table: 'audit_policy',
  read: async (text) => readPolicy(text),
  publish: publishPolicy,
});

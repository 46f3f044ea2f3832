import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { cacheOf } from '../../platform/cache.ts';
import { badFields, conflict, type FieldFault } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
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
  Type.Object(
    { ...common, kind: Type.Literal('night', { title: '种类' }), from: hour('从几点'), to: hour('到几点') },
    strict,
  ),
]);
export const Policy = Type.Object({ rules: Type.Array(Rule, { maxItems: 50, title: '规则' }) }, strict);
export type Policy = Static<typeof Policy>;
export type Rule = Static<typeof Rule>;

/** What alerts in general are in the event log. */
const POLICY_SUBJECT = '00000000-0000-7000-8000-000000000061';

/** What no shape says: each rule has a code of its own, and a night is some hours long. */
function policyFaults(rules: readonly Rule[]): FieldFault[] {
  return rules.flatMap((rule, i) => {
    const faults: FieldFault[] = [];
    if (rules.findIndex(({ code }) => code === rule.code) < i)
      faults.push({ path: `rules.${i}.code`, code: 'code_twice', message: `代码「${rule.code}」用了两次。` });
    if (rule.kind === 'night' && rule.from === rule.to)
      faults.push({ path: `rules.${i}.to`, code: 'no_hours', message: '夜间的开始和结束不能是同一个钟点。' });
    return faults;
  });
}

/** Reads a text of rules: of the documented shape, each with a code of its own. */
function readPolicy(text: string): Parsed<Policy> {
  const parsed = parseAs<Policy>(text, Policy);
  if (!parsed.value) return parsed;
  const faults = policyFaults(parsed.value.rules);
  if (faults.length === 0) return parsed;
  return { value: null, findings: faults.map((fault) => ({ severity: 'error', ...fault })) };
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

/** The rules in force with their version; 0 while a city goes by what is shipped. */
export interface InForce extends Policy {
  version: number;
}

const newest = cacheOf<InForce>(['audit.policy'], async (runtime) => {
  const { rows } = await sql<{ version: number; spec: Policy }>`
    select version, spec from audit_policy order by version desc limit 1`.execute(runtime.db);
  return rows[0] ? { version: rows[0].version, rules: rows[0].spec.rules } : { version: 0, ...USUAL };
});

/** When reading is unusual, from now on. */
export const policyOf = (runtime: Runtime): Promise<InForce> => newest.get(runtime);

/** Writes rules as the next version and returns that version. */
async function writePolicy(ctx: Context, before: number, { rules }: Policy): Promise<number> {
  const version = before + 1;
  const spec = JSON.stringify({ rules });
  ctx.write(sql`insert into audit_policy (version, spec, published_at, actor)
    values (${version}::int, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'audit_policy',
    subject: POLICY_SUBJECT,
    kind: 'audit.policy',
    audience: 'staff',
    scopes: [],
    data: { version, rules: rules as never },
  });
  newest.forget(ctx.runtime);
  return version;
}

/**
 * Changes the rules: the auditor's alone, for whoever could change them unseen could read unseen. Refused with fields, and (409) when
 * somebody changed them since `version`.
 */
export function changePolicy(
  runtime: Runtime,
  actor: Actor,
  { version, rules }: Policy & { version: number },
): Promise<InForce> {
  const faults = policyFaults(rules);
  if (faults.length > 0) throw badFields(faults);
  return run(runtime, actor, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('audit_policy', 0))`.execute(ctx.db);
    const { rows } = await sql<{ version: number | null }>`
      select max(version)::int as version from audit_policy`.execute(ctx.db);
    const now = rows[0]!.version ?? 0;
    if (now !== version)
      throw conflict('changed_meanwhile', '预警规则刚刚被别人修改过，请看一下最新的。', { version: now });
    return { version: await writePolicy(ctx, now, { rules }), rules };
  });
}

/** Publishes rules where a city has none yet: what it published since is not overwritten. */
export async function provideAuditPolicy(ctx: Context, policy: Policy): Promise<void> {
  const { rows } = await sql`select from audit_policy limit 1`.execute(ctx.db);
  if (rows.length === 0) await writePolicy(ctx, 0, policy);
}

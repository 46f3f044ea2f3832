import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { cacheOf } from '../../platform/cache.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type Finding, type Parsed, parseAs, sources } from '../workflow/index.ts';

const strict = { additionalProperties: false };
const Share = Type.Number({ minimum: 0, maximum: 1, title: '比例' });
/** As in matter types: `2wd` two working days, `7d` seven days. */
const limit = (title: string) => Type.String({ pattern: '^[1-9][0-9]{0,5}(m|h|ud|wm|wh|wd|d)$', title });

const VisitRule = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    /** Matter types and ways in that it fits; all when left out. */
    types: Type.Optional(Type.Array(Type.String())),
    sources: Type.Optional(Type.Array(Type.String())),
    /** `unreachable`: only callers who left a phone and have no account. */
    callers: Type.Optional(Type.Literal('unreachable')),
    share: Share,
    holder: Type.Union([Type.Literal('hotline'), Type.Literal('centre')]),
  },
  strict,
);

const Settings = Type.Object(
  {
    visits: Type.Object(
      {
        attempts: Type.Integer({ minimum: 1, maximum: 10, title: '回访次数' }),
        due: limit('回访时限'),
        rules: Type.Array(VisitRule),
      },
      strict,
    ),
    served: Type.Object({ share: Share, within: limit('评价期限') }, strict),
    superior: Type.Object({ within: limit('评价期限') }, strict),
    checks: Type.Object({ due: limit('抽查时限') }, strict),
    appeals: Type.Object(
      { within: limit('申诉期限'), accept: limit('受理时限'), decide: limit('裁定时限') },
      strict,
    ),
  },
  strict,
);
export type Settings = Static<typeof Settings>;
export type VisitRule = Static<typeof VisitRule>;

/** What judging in general is in the event log: the settings have no ids. */
const SETTINGS_SUBJECT = '00000000-0000-7000-8000-000000000020';

const unknown = (code: string, path: string, message: string): Finding => ({
  severity: 'error',
  code,
  path,
  message,
});

/** Reads a text of settings: of the documented shape, its rules about ways in (and, where `types` is given, matter types) that exist. */
export function readSettings(text: string, types?: ReadonlySet<string>): Parsed<Settings> {
  const parsed = parseAs<Settings>(text, Settings);
  if (!parsed.value) return parsed;
  const findings = parsed.value.visits.rules.flatMap((rule, i) => [
    ...(rule.sources ?? []).flatMap((each) =>
      each in sources ? [] : unknown('unknown_source', `visits.rules.${i}.sources`, `没有来源「${each}」。`),
    ),
    ...(rule.types ?? []).flatMap((each) =>
      types?.has(each) === false
        ? unknown('unknown_type', `visits.rules.${i}.types`, `没有事项类型「${each}」。`)
        : [],
    ),
  ]);
  return findings.length > 0 ? { value: null, findings } : parsed;
}

/** Reads a pack's judgement.yaml; throws with every fault in words. */
export function parseSettings(text: string): Settings {
  const { value, findings } = readSettings(text);
  if (value) return value;
  throw new Error(`judgement.yaml 有误：\n  ${findings.map(({ message }) => message).join('\n  ')}`);
}

const newest = cacheOf<Settings | null>(['judgement.settings'], async (runtime) => {
  const { rows } = await sql<{ spec: Settings }>`
    select spec from judgement_policy order by version desc limit 1`.execute(runtime.db);
  return rows[0]?.spec ?? null;
});

/** Where a city has published none: nobody is asked by itself, and the usual times hold. */
const USUAL = await readFile(
  new URL('../../../../packs/default/judgement.yaml', import.meta.url),
  'utf8',
).then(parseSettings);

/** What holds from now on; without anything published, the shipped times, and nobody is called back or asked by itself. */
export async function settingsOf(runtime: Runtime): Promise<Settings> {
  const published = await newest.get(runtime);
  return (
    published ?? {
      ...USUAL,
      visits: { ...USUAL.visits, rules: [] },
      served: { ...USUAL.served, share: 0 },
    }
  );
}

/** Publishes settings as the next version when they differ from the newest, and returns that version. Open tasks keep what they were opened by. */
export async function publishSettings(ctx: Context, settings: Settings): Promise<number> {
  const spec = JSON.stringify(settings);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from judgement_policy order by version desc limit 1`.execute(
    ctx.db,
  );
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`insert into judgement_policy (version, spec, published_at, actor)
    values (${version}::int, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'judgement_policy',
    subject: SETTINGS_SUBJECT,
    kind: 'judgement.settings',
    audience: 'staff',
    scopes: [],
    data: { version },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes settings where there are none yet. */
export async function provideSettings(ctx: Context, settings: Settings): Promise<void> {
  const { rows } = await sql`select from judgement_policy limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishSettings(ctx, settings);
}

import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { cacheOf } from '../../platform/cache.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { queueJob } from '../../platform/jobs.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type Finding, subjectOf } from '../workflow/index.ts';
import { openBook } from './books.ts';
import { RECOMPUTE_JOB } from './jobs.recompute.ts';
import { startsOf } from './rules.ts';
import type { Scheme } from './scheme.schema.ts';

export interface PublishedScheme extends Scheme {
  version: number;
  published_at: Date;
}

const newest = cacheOf(['insight.scheme'], async (runtime) => {
  const { rows } = await sql<{ spec: Scheme; version: number; published_at: Date }>`
    select distinct on (code) spec, version, published_at from insight_scheme order by code, version desc`.execute(
    runtime.db,
  );
  return rows.map(({ spec, version, published_at }): PublishedScheme => ({ ...spec, version, published_at }));
});

/** The schemes in force, by code. */
export const newestSchemes = (runtime: Runtime): Promise<PublishedScheme[]> => newest.get(runtime);

/**
 * Publishes a scheme as the next version when it differs from the newest, and returns that version. Refuses one with errors
 * among its findings (`lintScheme`); warnings are kept beside it.
 */
export async function publishScheme(ctx: Context, scheme: Scheme, findings: Finding[]): Promise<number> {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw badFields(
      errors.map(({ path, code, message }) => ({ path, code, message })),
      '考核方案有错误，不能发布。',
    );
  const spec = JSON.stringify(scheme);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from insight_scheme where code = ${scheme.code}
    order by version desc limit 1`.execute(ctx.db);
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  // By a statistical day that nobody used yet all that lies before is counted anew.
  if (await openBook(ctx, startsOf(scheme))) queueJob({ ...ctx, actor: SYSTEM }, RECOMPUTE_JOB, {});
  ctx.write(sql`
    insert into insight_scheme (code, version, name, spec, findings, published_at, actor)
    values (${scheme.code}, ${version}, ${scheme.name}, ${spec}::jsonb, ${JSON.stringify(findings)}::jsonb,
      ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'scheme',
    subject: subjectOf(`scheme ${scheme.code}`),
    kind: 'insight.scheme',
    audience: 'staff',
    scopes: [],
    data: { code: scheme.code, version },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes a scheme where there is none of its code yet: what a city published since is not overwritten by a newer pack. */
export async function provideScheme(ctx: Context, scheme: Scheme, findings: Finding[]): Promise<void> {
  const { rows } = await sql`select from insight_scheme where code = ${scheme.code} limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishScheme(ctx, scheme, findings);
}

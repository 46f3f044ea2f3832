import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { ladderFaults } from './ladder.faults.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import type { Ladders, PublishedLadder } from './ladder.ts';
import { subjectOf } from './store.ts';

/** The ladder of everything that names no other. */
export const STANDARD_LADDER = 'standard';

const published = cacheOf<Ladders>(['workflow.ladder'], async (runtime) => {
  const { rows } = await sql<PublishedLadder>`
    select code, version, spec as definition from workflow_ladder where code = ${STANDARD_LADDER} order by version`.execute(
    runtime.db,
  );
  const newest = rows.at(-1);
  if (!newest) throw new Error(`no ladder ${STANDARD_LADDER}`);
  const byVersion = new Map(rows.map((row) => [row.version, row]));
  return { newest, at: (version) => byVersion.get(version ?? newest.version) ?? newest };
});

/** The ladders there are: the newest for clocks that start now, each version for those that started under it. */
export const laddersOf = (runtime: Runtime): Promise<Ladders> => published.get(runtime);

/** Publishes a ladder as the next version when it differs from the newest, and returns that version. Refuses one with faults. */
export async function publishLadder(
  ctx: Context,
  definition: LadderDefinition,
  code = STANDARD_LADDER,
): Promise<number> {
  const faults = ladderFaults(definition);
  if (faults.length > 0)
    throw badFields(
      faults.map(({ path, message }) => ({ path, code: 'ladder', message })),
      '督办阶梯有错误，不能发布。',
    );
  const spec = JSON.stringify(definition);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from workflow_ladder where code = ${code}
    order by version desc limit 1`.execute(ctx.db);
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`
    insert into workflow_ladder (code, version, name, spec, published_at, actor)
    values (${code}, ${version}, ${definition.name}, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'ladder',
    subject: subjectOf(`ladder ${code}`),
    kind: 'workflow.ladder',
    audience: 'staff',
    scopes: [],
    data: { code, version },
  });
  published.forget(ctx.runtime);
  return version;
}

/** Publishes a ladder where there is none of its code yet: what a city published since is not overwritten by a newer pack. */
export async function provideLadder(ctx: Context, code: string, definition: LadderDefinition): Promise<void> {
  const { rows } = await sql`select from workflow_ladder where code = ${code} limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishLadder(ctx, definition, code);
}

import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { conflict } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { actIn, lockMatter, type Surroundings, surroundings, tell } from '../matter/index.ts';
import { CHECK } from './people.ts';
import { type CheckRow, FILES_OF_CHECK, findCheck } from './queries.check.ts';
import type { OutcomeBody } from './schema.check.ts';
import { endFor } from './tasks.ts';

type Input = Static<typeof OutcomeBody>;

/** A false closing takes the matter up again, also from the file. */
async function overturn(ctx: Context, check: CheckRow, input: Input, around: Surroundings): Promise<void> {
  const matter = await lockMatter(ctx.db, ctx.actor, around.areas, check.matter_id);
  const also = [{ relation: 'inspector' as const, permissions: new Set([CHECK] as const) }];
  await actIn(
    ctx,
    matter.id,
    'overturn',
    { version: matter.version, form: { reason: input.note }, also },
    around,
  );
  await ctx.flush();
}

/**
 * Keeps what a spot check found: really done (confirmed), or closed without being done (false closing), which takes the matter up
 * again and counts against who closed it. Refuses one that has ended, and an older version of it.
 */
export async function decideCheck(runtime: Runtime, actor: Actor, id: string, input: Input): Promise<void> {
  const [around, units] = await Promise.all([surroundings(runtime), unitRegistry(runtime)]);
  await run(runtime, actor, async (ctx) => {
    const { matter_id } = await findCheck(ctx, actor, id);
    await lockMatter(ctx.db, actor, around.areas, matter_id);
    const check = await findCheck(ctx, actor, id, true);
    if (check.state !== 'open')
      throw conflict('check_ended', '这件抽查已经有结果，请看一下最新情况。', { state: check.state });
    if (check.version !== input.version)
      throw conflict('changed_meanwhile', '这件抽查刚刚被别人更新过，请看一下最新情况再操作。', {
        version: check.version,
      });
    if (input.outcome === 'false_closing') await overturn(ctx, check, input, around);
    await attachFiles(ctx, input.files ?? [], { subjectKind: FILES_OF_CHECK, subject: id, stage: 'check' });
    ctx.write(sql`
      update judgement_check set state = ${input.outcome}, note = ${input.note}, lng = ${input.point?.lng ?? null}::float8,
        lat = ${input.point?.lat ?? null}::float8, actor = ${actor.id}::uuid, at = ${ctx.now}::timestamptz, version = version + 1
      where id = ${id}::uuid`);
    const form = {
      outcome: input.outcome,
      note: input.note,
      ...(input.outcome === 'false_closing' && { closed_unit: units.get(check.closed_unit ?? '')?.name }),
    };
    const tasks = [endFor(ctx, { id: check.task_id, kind: 'check', unit: check.unit_id }, 'done')];
    const data = { check: id, closed_unit: check.closed_unit, closed_actor: check.closed_actor };
    const matter = await lockMatter(ctx.db, actor, around.areas, check.matter_id);
    tell(ctx, matter, [{ kind: 'checked', audience: 'staff', form, tasks, data }]);
  });
}

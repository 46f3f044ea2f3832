import { Refusal } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { statementsOf, type TableChanged, type TakenBack, type Values, withdraw } from '../source/index.ts';
import { changeLocked, lockOwn } from './commands.ts';
import { rewrite } from './folded.ts';
import { requireEdit } from './policy.ts';
import type { Subject } from './rules.ts';
import { checkValues } from './values.ts';

/** Values as they are kept; refuses at `values.CODE` what cannot be. */
export async function checkedPlace(runtime: Runtime, subject: Subject, raw: Values): Promise<Values> {
  const { open, hidden } = await checkValues(runtime, subject, raw, false);
  return { ...open, ...hidden };
}

/** What a refusal leaves undone; anything else is a fault of the program. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The same values by hand on several; who may not be changed is left out and told. One after the other: an identifier is looked for among what was just written. */
export async function changeSeveral(
  ctx: Context,
  subject: Subject,
  rows: readonly { id: string; version?: number }[],
  raw: Values,
): Promise<TableChanged> {
  await checkedPlace(ctx.runtime, subject, raw);
  const [statements, refused] = [new Map<string, string>(), new Map<string, Refusal>()];
  for (const { id, version } of rows) {
    const done = await unlessRefused(async () => {
      const row = await lockOwn(ctx, ctx.actor, id, version);
      return changeLocked(ctx, row, { values: raw }, true);
    });
    await ctx.flush();
    if (done instanceof Refusal) refused.set(id, done);
    else if (done) statements.set(id, done);
  }
  return { statements, refused };
}

/** Withdraws a word about each of several: what held before it holds again. Answers with those of which it was done. */
export async function takeBackSeveral(ctx: Context, words: readonly TakenBack[]): Promise<string[]> {
  const areas = await areaTree(ctx.runtime);
  const done: string[] = [];
  for (const { id, statement } of words) {
    const row = await unlessRefused(() => lockOwn(ctx, ctx.actor, id));
    const taken = (await statementsOf(ctx, [id])).find((each) => each.id === statement);
    if (row instanceof Refusal || !taken) continue;
    await withdraw(ctx, id, [statement]);
    await rewrite(ctx, row, { items: Object.keys(taken.values), undone: statement }, (next) =>
      requireEdit(ctx.actor, areas, next),
    );
    await ctx.flush();
    done.push(id);
  }
  return done;
}

import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { NIL } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { registryItems } from '../dictionary/index.ts';
import { changeRule, sourcesOf } from '../source/index.ts';
import { MANUAL, refold } from './commands.change.ts';
import { SUBJECT } from './folded.ts';
import { batchOf, finish } from './receive.ts';
import { personsById } from './row.ts';

/** Says whose word holds for an item of people when sources differ; with no source named somebody decides again each time. What waits is folded anew. */
export async function setRule(
  runtime: Runtime,
  actor: Actor,
  item: string,
  order: readonly string[],
): Promise<void> {
  if (!(await registryItems(runtime)).item(SUBJECT, item))
    throw badField('item', 'unknown_item', '没有这一项。');
  const known = new Set((await sourcesOf(runtime)).all().map(({ code }) => code));
  const strange = order.find((source) => !known.has(source));
  if (strange) throw badField('sources', 'unknown_source', `没有“${strange}”这个来源。`);
  await run(runtime, actor, (ctx) => changeRule(ctx, SUBJECT, item, order));
}

const CHUNK = 200;

async function waitingFor(ctx: Context, item: string, after: string): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select person_id from resident_waiting where item = ${item} and person_id > ${after}::uuid order by person_id limit ${sql.lit(CHUNK)}`.execute(
    ctx.db,
  );
  return rows.map((row) => row.person_id);
}

/** Folds everybody anew who waits for a decision on an item whose rule has changed. One whom it cannot decide for goes on waiting. */
async function foldWaiting(ctx: Context, item: string): Promise<void> {
  for (
    let ids = await waitingFor(ctx, item, NIL);
    ids.length > 0;
    ids = await waitingFor(ctx, item, ids.at(-1)!)
  ) {
    const people = await personsById(ctx.db, ids, true);
    const batch = await batchOf(
      ctx,
      MANUAL,
      people.flatMap((person) => person.house_id ?? []),
    );
    await refold(batch, people, { leave: true });
    await finish(batch);
  }
}

/** A rule decides what waits as well as what comes. */
export const ruleFollower: Subscriber = {
  name: 'resident.rules',
  most: 1,
  wants: (kind) => kind === 'source.rule',
  async handle(ctx, events) {
    for (const { data } of events) {
      const { subject_kind, item } = data as { subject_kind: string; item: string };
      if (subject_kind === SUBJECT) await foldWaiting(ctx, item);
    }
  },
};

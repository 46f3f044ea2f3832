import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound, Refusal } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import {
  standing,
  state,
  statementsOf,
  type TableChanged,
  type TakenBack,
  type Values,
  withdraw,
} from '../source/index.ts';
import { apart, folded, foldingOf, HOME, heldOf, PRESENCE, SUBJECT } from './folded.ts';
import { DECIDE, EDIT, mayAt, VIEW } from './policy.ts';
import { recall } from './receive.entries.ts';
import { type Batch, batchOf, finish, settle } from './receive.ts';
import { type Person, personsById } from './row.ts';
import { runPeople } from './run.ts';
import { type Raw, requireGroups, requireValues } from './values.ts';
import { idTaken, isIdTaken } from './write.people.ts';

/** The source of what staff write themselves. */
export const MANUAL = 'manual';

interface Right {
  permission: string;
  version?: number | undefined;
}

function judged(
  ctx: Context,
  areas: AreaTree,
  person: Person | undefined,
  { permission, version }: Right,
): Person {
  if (!person || !mayAt(ctx.actor, VIEW, person.area_id, areas)) throw notFound('人员');
  if (!mayAt(ctx.actor, permission, person.area_id, areas)) throw notAllowed('您不能修改这个人员的信息。');
  if (person.state === 'merged')
    throw conflict('merged', '这条记录已并入另一条，请在合并后的记录上办理。', {
      person: person.merged_into,
    });
  if (person.state === 'erased') throw conflict('erased', '这个人员的信息已按规定删除。');
  if (version !== undefined && version !== person.version)
    throw conflict('stale', '这条记录刚被别人修改过，请刷新后再改。', { version: person.version });
  return person;
}

/** A person whom the actor may view, locked; 404 for everybody else's, 409 when somebody changed it meanwhile. */
export async function personFor(ctx: Context, areas: AreaTree, id: string, right: Right): Promise<Person> {
  const [person] = await personsById(ctx.db, [id], true);
  return judged(ctx, areas, person, right);
}

/** What is to be written on a person's record by somebody who sees it. */
export interface Word {
  person: Person;
  values: Values;
  from?: string | null;
}

/** These persons with all that was said of them. */
async function entriesFor(ctx: Context, people: readonly Person[]) {
  const entries = people.map((person) => ({ person, said: [], arrivals: [], doubles: [] }));
  await recall(ctx, entries);
  return entries;
}

/** Folds these persons anew with a deliberate word on each; returns the statement behind each change. */
export async function say(
  ctx: Context,
  words: readonly Word[],
  source = MANUAL,
): Promise<Map<string, string>> {
  const entries = await entriesFor(
    ctx,
    words.map(({ person }) => person),
  );
  const batch = await batchOf(ctx, source, housesOf(words));
  const statements = new Map<string, string>();
  for (const [at, { person, values, from = null }] of words.entries()) {
    const { open, hidden } = apart(values, batch.folding);
    const area = person.area_id;
    const said = state(ctx, {
      subjectKind: SUBJECT,
      subject: person.id,
      source,
      values: open,
      hidden,
      deliberate: true,
      area,
    });
    const entry = entries[at]!;
    const value = settle(batch, { person, said: [...entry.said, said] }, person.id, { area, from });
    if (await isIdTaken(ctx, person, value)) throw idTaken();
    statements.set(person.id, said.id);
  }
  await finish(batch);
  return statements;
}

const housesOf = (words: readonly Word[]): string[] =>
  words.flatMap(({ person, values }) =>
    [person.house_id, values[HOME]].filter((id) => typeof id === 'string'),
  );

/** A change of one person's values by hand; an empty value says that there is none. */
export interface PersonChange {
  id: string;
  version?: number;
  values: Raw;
}

/**
 * Writes values by hand on a person, overruling what was there. Refuses what the actor may not edit and values that cannot be. Returns the
 * statement behind the change: withdrawing it is the undo.
 */
export async function changePerson(runtime: Runtime, actor: Actor, change: PersonChange): Promise<string> {
  const areas = await areaTree(runtime);
  return runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, change.id, { permission: EDIT, version: change.version });
    const folding = await foldingOf(runtime);
    requireGroups(ctx, folding, Object.keys(change.values), [person.area_id, areas]);
    const values = requireValues(ctx, change.values, folding, true);
    return (await say(ctx, [{ person, values }])).get(person.id)!;
  });
}

/**
 * The same values by hand on several persons, inside the caller's transaction, which sees the whole city. Whoever the actor may not edit, or not in
 * that version any more, is left out and told; values that cannot be are refused for all.
 */
export async function changeAll(
  ctx: Context,
  rows: readonly { id: string; version?: number }[],
  raw: Raw,
): Promise<TableChanged> {
  const areas = await areaTree(ctx.runtime);
  const folding = await foldingOf(ctx.runtime);
  const values = requireValues(ctx, raw, folding, true);
  const [words, refused]: [Word[], Map<string, Refusal>] = [[], new Map()];
  const ids = rows.map(({ id }) => id);
  const people = new Map((await personsById(ctx.db, ids, true)).map((person) => [person.id, person]));
  for (const { id, version } of rows) {
    try {
      const person = judged(ctx, areas, people.get(id), { permission: EDIT, version });
      requireGroups(ctx, folding, Object.keys(raw), [person.area_id, areas]);
      words.push({ person, values });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.set(id, error);
    }
  }
  return { statements: words.length > 0 ? await say(ctx, words) : new Map(), refused };
}

/**
 * Folds persons anew from the statements that stand: after some were withdrawn, came from another record, or are judged by another rule. Whoever
 * would come to an ID number that another record holds is refused; with `leave` that one alone stays as it is. `homes`: what they have to do with
 * houses changed too.
 */
export async function refold(
  batch: Batch,
  people: readonly Person[],
  { leave = false, homes = false }: { leave?: boolean; homes?: boolean } = {},
): Promise<void> {
  for (const { person, said } of await entriesFor(batch.ctx, people)) {
    const taken = await isIdTaken(batch.ctx, person, folded(said, batch.folding));
    if (taken && leave) continue;
    if (taken) throw idTaken();
    settle(batch, { person, said }, person.id, { area: person.area_id, homes });
  }
}

/** Takes back statements about a person: what held before them holds again. Refuses when nothing would be left. */
export async function takeBack(
  runtime: Runtime,
  actor: Actor,
  id: string,
  statements: readonly string[],
): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: EDIT });
    const all = standing(await statementsOf(ctx, [id]));
    const own = all.filter((each) => each.actor === actor.id || mayAt(actor, DECIDE, person.area_id, areas));
    const taken = own.filter((each) => statements.includes(each.id));
    if (taken.length === 0) throw notFound('记录');
    const items = taken.flatMap(({ values }) => Object.keys(values));
    requireGroups(ctx, await foldingOf(runtime), items, [person.area_id, areas]);
    if (taken.length === all.length)
      throw conflict(
        'last_statement',
        '这是这个人员唯一的一条来源记录，不能撤回；如登记有误，请办理注销或合并。',
      );
    await withdraw(
      ctx,
      id,
      taken.map((each) => each.id),
    );
    const houses = [person.house_id, ...all.map((each) => each.values[HOME])].filter(
      (each) => typeof each === 'string',
    );
    const batch = await batchOf(ctx, MANUAL, houses);
    await refold(batch, [person]);
    await finish(batch);
  });
}

/**
 * Takes one statement back from each of several persons, inside the caller's transaction. Who was merged or erased meanwhile, or is no longer the
 * actor's to change, is passed over.
 */
export async function takeBackAll(
  ctx: Context,
  words: readonly Pick<TakenBack, 'id' | 'statement'>[],
): Promise<string[]> {
  const people = await personsById(
    ctx.db,
    words.map(({ id }) => id),
    true,
  );
  const areas = await areaTree(ctx.runtime);
  const here = people.filter(
    ({ state, area_id }) =>
      state !== 'merged' && state !== 'erased' && mayAt(ctx.actor, EDIT, area_id, areas),
  );
  await withdraw(
    ctx,
    here.map(({ id }) => id),
    words.map(({ statement }) => statement),
  );
  const batch = await batchOf(
    ctx,
    MANUAL,
    here.flatMap(({ house_id }) => house_id ?? []),
  );
  await refold(batch, here);
  await finish(batch);
  return here.map(({ id }) => id);
}

/** Decides which of the words on an item holds: the one of this statement. */
export async function decide(
  runtime: Runtime,
  actor: Actor,
  id: string,
  choice: { item: string; statement: string; version?: number },
): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: DECIDE, version: choice.version });
    const said = standing(await statementsOf(ctx, [id]));
    const folding = await foldingOf(runtime);
    requireGroups(ctx, folding, [choice.item], [person.area_id, areas]);
    const held = heldOf(said, folding).get(choice.item);
    if (!held?.open) throw conflict('decided', '这一项已经核对过了，请刷新后查看。');
    const chosen = said.find((each) => each.id === choice.statement)?.values[choice.item];
    if (chosen === undefined)
      throw badField('statement', 'unknown_statement', '没有这条来源记录，请刷新后重新选择。');
    // Who was away for good and lives in a house after all is here.
    const back = choice.item === HOME && chosen !== null && person.state === 'left';
    const values = { [choice.item]: chosen, ...(back && { [PRESENCE]: 'present' }) };
    await say(ctx, [{ person, values }]);
  });
}

/** The presence that goes with having a home, or none. */
export const presenceOf = (house: string | null): Values =>
  house ? { [PRESENCE]: 'present' } : { [PRESENCE]: 'left' };

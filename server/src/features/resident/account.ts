import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { standing, statementsOf, type Value, type Values } from '../source/index.ts';
import { say } from './commands.change.ts';
import { foldingOf, HOME, heldOf, PRESENCE, SUBJECT } from './folded.ts';
import { EDIT, mayAt, NAMES, VIEW } from './policy.ts';
import { entriesOf } from './receive.entries.ts';
import { hiddenOf, personsById } from './row.ts';
import { mask } from './rules.mask.ts';
import { tellPerson } from './told.ts';
import { checkValues, type Raw } from './values.ts';

/** True for a record where the actor registers people. Needs the program's scope. */
export async function registersAt(ctx: Context, id: string): Promise<boolean> {
  const [[person], areas] = [await personsById(ctx.db, [id], true), await areaTree(ctx.runtime)];
  return person !== undefined && mayAt(ctx.actor, EDIT, person.area_id, areas);
}

/** Lets an account sign in as a person from now on, and says so in its story; an account or a person that is joined already stays as it is. Needs the program's scope. */
export async function joinAccount(ctx: Context, id: string, account: string): Promise<void> {
  await ctx.flush();
  const [person] = await personsById(ctx.db, [id], true);
  const { rows } = await sql`select from resident_person where account_id = ${account}::uuid`.execute(ctx.db);
  if (!person || person.account_id || rows.length > 0) return;
  const joined = { ...person, account_id: account };
  const told = { id, person: joined, area: person.area_id, source: 'self', items: ['account'] };
  const hash = tellPerson(ctx, told);
  ctx.write(sql`
    update resident_person set account_id = ${account}::uuid, version = version + 1, event_hash = ${hash}::bytea where id = ${id}::uuid`);
}

/** Writes what a person says of itself on its own record, once a worker of the place where it lives now has accepted it: it overrules what was there. Needs the program's scope. */
export async function correctPerson(ctx: Context, id: string, values: Values): Promise<void> {
  const [person] = await personsById(ctx.db, [id], true);
  if (!person || person.state === 'merged' || person.state === 'erased') throw notFound('人员');
  if (!mayAt(ctx.actor, EDIT, person.area_id, await areaTree(ctx.runtime)))
    throw notAllowed('这位居民已不在您负责的区域登记，请退回，由本人重新提交给现居地的网格员。');
  await say(ctx, [{ person, values }], 'self');
}

/** Which records people described by these raw values are, null for new ones; nothing is written. Needs the program's scope. */
export async function peopleMeant(ctx: Context, raws: readonly Raw[]): Promise<(string | null)[]> {
  const folding = await foldingOf(ctx.runtime);
  const arrivals = raws.map((raw) => ({
    values: checkValues(raw, folding, { today: dayOf(ctx.now) }).values,
    area: '',
  }));
  const meant: (string | null)[] = raws.map(() => null);
  for (const { person, arrivals: at } of await entriesOf(ctx, '', arrivals))
    for (const each of at) meant[each] = person?.id ?? null;
  return meant;
}

/** Some values of a record, whole for comparing and masked for showing; null for a record that the actor may not view. Needs the program's scope. */
export async function readMasked(
  ctx: Context,
  id: string,
  items: readonly string[],
): Promise<{ whole: Values; masked: Values } | null> {
  const [[person], folding] = [await personsById(ctx.db, [id]), await foldingOf(ctx.runtime)];
  const areas = await areaTree(ctx.runtime);
  if (!person || !mayAt(ctx.actor, VIEW, person.area_id, areas)) return null;
  const all: Values = { ...person.items, ...hiddenOf(ctx.runtime, person) };
  const reading = { named: mayAt(ctx.actor, NAMES, person.area_id, areas) };
  const [whole, masked]: [Values, Values] = [{}, {}];
  for (const code of items) {
    const item = folding.items.item(SUBJECT, code);
    if (!item || item.group || all[code] === undefined) continue;
    whole[code] = all[code];
    masked[code] = mask(item, all[code], reading);
  }
  return { whole, masked };
}

/** Values somebody typed of people, as they are shown before anybody says what for: what is looked at for a purpose is masked, names are not. */
export async function maskTyped(runtime: Runtime, values: Values): Promise<Values> {
  const { items } = await foldingOf(runtime);
  const reading = { named: true };
  return Object.fromEntries(
    Object.entries(values).map(([code, value]) => {
      const item = items.item(SUBJECT, code);
      return [code, item ? mask(item, value, reading) : value];
    }),
  );
}

/** A value of one's own record. */
export interface OwnValue {
  item: string;
  value: Value;
  source: string;
  at: Date;
}

/** Everything that holds of the actor's own record, whole, with where it comes from; items of sensitive groups are told at the counter, not here. */
export async function ownValues(ctx: Context, id: string): Promise<OwnValue[]> {
  const folding = await foldingOf(ctx.runtime);
  const said = standing(await statementsOf(ctx, [id]));
  const byId = new Map(said.map((statement) => [statement.id, statement]));
  const held = heldOf(said, folding);
  return folding.items.of(SUBJECT).flatMap(({ code, group }) => {
    const hold = held.get(code);
    if (!hold || hold.value === null || group || code === HOME || code === PRESENCE) return [];
    const from = byId.get(hold.statement)!;
    return [{ item: code, value: hold.value, source: folding.sources.nameOf(from.source), at: from.at }];
  });
}

import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, badFields, notAllowed } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { sendMessages } from '../message/index.ts';
import {
  type Arrival,
  checkPersonValues,
  correctPerson,
  EDIT_RESIDENTS,
  joinAccount,
  mayAt,
  peopleMeant,
  receive,
  registersAt,
  runPeople,
  VIEW_RESIDENTS,
} from '../resident/index.ts';
import { lockWaiting, type Member, membersOf, type Row, tell } from './row.ts';
import type { AcceptBody, RefuseBody } from './schema.ts';

const SOURCE = 'self';

async function decidable(ctx: Context, id: string, version: number): Promise<Row> {
  const areas = await areaTree(ctx.runtime);
  const sees = ({ area_id, kind }: Row) =>
    kind !== 'erasure' && mayAt(ctx.actor, VIEW_RESIDENTS, area_id, areas);
  const row = await lockWaiting(ctx, id, sees, version);
  if (!mayAt(ctx.actor, EDIT_RESIDENTS, row.area_id, areas)) throw notAllowed('您不能核对这份登记。');
  return row;
}

/** The house the worker found to be right: one where the worker registers people. Held until the end, so that it neither ends nor moves meanwhile. */
async function houseFor(ctx: Context, house: string | null): Promise<string | null> {
  if (!house) return null;
  const areas = await areaTree(ctx.runtime);
  const { rows } = await sql<{ area_id: string | null }>`
    select area_id from housing_house where id = ${house}::uuid and retired_at is null for share`.execute(
    ctx.db,
  );
  const [row] = rows;
  if (!row || (row.area_id && !mayAt(ctx.actor, EDIT_RESIDENTS, row.area_id, areas)))
    throw badField('house', 'unknown_house', '没有这套房屋，或它不在您负责的范围内。');
  return house;
}

async function arrivalOf(ctx: Context, row: Row, member: Member, house: string | null): Promise<Arrival> {
  const { values, faults } = await checkPersonValues(ctx.runtime, member.values, dayOf(ctx.now));
  // The dictionary may have changed since: the worker sees what no longer fits.
  if (faults.length > 0) throw badFields(faults);
  const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  const kinds: Arrival['kinds'] = row.relation === 'lives' ? ['lives'] : [row.relation, 'lives'];
  return { values: kept, area: row.area_id, house, kinds };
}

/** Tells whoever handed it in, in the program's own transaction; the message names nobody. */
export async function answer(ctx: Context, row: Row, template: string, reason = ''): Promise<void> {
  await sendMessages(ctx, {
    ...{ template, accounts: [row.account_id], subjectKind: 'registration', subject: row.id },
    values: { reason },
  });
}

/** Ends what waited; what stood in it is wiped. */
export async function end(
  ctx: Context,
  row: Row,
  state: 'accepted' | 'refused',
  reason: string | null,
): Promise<void> {
  const hash = await tell(ctx, row, `registration.${state}`, row.event_hash);
  // What was accepted stands in the registry now, with its source; what was refused is nobody's to keep.
  ctx.write(sql`
    update registration set state = ${state}, reason = ${reason}, sealed = ${ctx.runtime.sealer.seal('')}::bytea, version = version + 1,
      decided_by = ${ctx.actor.id}::uuid, decided_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${row.id}::uuid`);
  await ctx.flush();
}

/** Into the registry: a correction is about the person who signed in, whatever it says; members of a household are looked for. */
async function enter(ctx: Context, row: Row, arrivals: readonly Arrival[]): Promise<string[]> {
  if (row.kind === 'correction' && row.person_id) {
    await correctPerson(ctx, row.person_id, arrivals[0]!.values);
    return [row.person_id];
  }
  return (await receive(ctx, SOURCE, arrivals)).map(({ person }) => person);
}

/** Whoever knows a stranger's ID number must not read the record by it: who was registered elsewhere until now is joined there. */
async function isOwn(ctx: Context, { values }: Member): Promise<boolean> {
  const [before] = await peopleMeant(ctx, [values]);
  return !before || (await registersAt(ctx, before));
}

/**
 * Takes what a household said into the registry: records that are there are met, values that differ wait to be decided, and whoever said
 * "this is me" signs in as that person from now on, unless the record was another community's until now.
 */
export async function accept(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof AcceptBody>,
): Promise<void> {
  await runPeople(runtime, actor, async (ctx) => {
    const row = await decidable(ctx, id, body.version);
    const house = row.kind === 'correction' ? null : await houseFor(ctx, body.house ?? row.house_id);
    const members = membersOf(ctx, row);
    const arrivals: Arrival[] = [];
    for (const member of members) arrivals.push(await arrivalOf(ctx, row, member, house));
    const self = members.findIndex((member) => member.self);
    const own = self >= 0 && (await isOwn(ctx, members[self]!));
    const people = await enter(ctx, row, arrivals);
    if (own && people[self]) await joinAccount(ctx, people[self], row.account_id);
    await end(ctx, row, 'accepted', null);
    await answer(ctx, row, 'registration-accepted');
  });
}

/** Why something is sent back, as whoever handed it in reads it. */
export function reasonOf({ reason }: Static<typeof RefuseBody>): string {
  const why = reason.trim();
  if (why.length < 2) throw badField('reason', 'required', '请写明原因，提交的人会看到。');
  return why;
}

/** Sends a registration back with the reason; what stood in it is wiped. */
export async function refuse(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof RefuseBody>,
): Promise<void> {
  const why = reasonOf(body);
  await runFor(runtime, actor, async (ctx) => {
    const row = await decidable(ctx, id, body.version);
    await end(ctx, row, 'refused', why);
    await answer(ctx, row, 'registration-refused', why);
  });
}

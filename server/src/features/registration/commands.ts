import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import {
  badField,
  badFields,
  conflict,
  type FieldFault,
  notAllowed,
  notFound,
} from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { checkPersonValues } from '../resident/index.ts';
import { ASKED, CORRECTABLE } from './items.ts';
import { type Scanned, scannedPlace } from './queries.place.ts';
import { lockWaiting, type Member, ownPerson, submitted, takeIn, tell } from './row.ts';
import type { CorrectionBody, HouseholdBody } from './schema.ts';

/** So many of one account may wait at once: a household is one, and corrections come singly. */
const MOST_WAITING = 5;

/** Every fault of every member at its field, so that nothing typed is asked for twice. */
async function checkMembers(runtime: Runtime, members: readonly Member[]): Promise<void> {
  const faults: FieldFault[] = [];
  const asked = new Set(ASKED.map(({ code }) => code));
  for (const [at, { values }] of members.entries()) {
    const path = `members.${at}.values`;
    const checked = await checkPersonValues(runtime, values, dayOf(runtime.clock.now()));
    const wrong = checked.faults.filter((fault) => asked.has(fault.path));
    faults.push(...wrong.map((fault) => ({ ...fault, path: `${path}.${fault.path}` })));
    for (const code of Object.keys(values))
      if (!asked.has(code))
        faults.push({ path: `${path}.${code}`, code: 'not_asked', message: '这一项不在登记表里。' });
    for (const { code, required } of ASKED)
      if (required && !String(values[code] ?? '').trim())
        faults.push({ path: `${path}.${code}`, code: 'required', message: '这一项需要填写。' });
  }
  if (faults.length > 0) throw badFields(faults);
}

/** The house must be one behind the code: of its building, or of its grid. Returns the building with which what was said goes, if any is known. */
async function checkHouse(
  runtime: Runtime,
  house: string | null | undefined,
  { area, building }: Scanned,
): Promise<string | null> {
  if (!house) return building;
  const { rows } = await sql<{ building_id: string; area_id: string | null }>`
    select building_id, area_id from housing_house where id = ${house}::uuid and retired_at is null`.execute(
    runtime.db,
  );
  const [row] = rows;
  if (!row || (building ? row.building_id !== building : row.area_id !== area))
    throw badField('house', 'unknown_house', '没有这套房屋，请重新选择。');
  return row.building_id;
}

async function mustHaveRoom(ctx: Context): Promise<void> {
  // Several sent at one moment are counted one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`registration ${ctx.actor.id}`}, 0))`.execute(
    ctx.db,
  );
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from registration where account_id = ${ctx.actor.id}::uuid and state = 'waiting'`.execute(
    ctx.db,
  );
  if (rows[0]!.n >= MOST_WAITING)
    throw conflict('too_many_waiting', '您已有几份登记在等待核对，请等网格员核对后再提交。');
}

/** Takes in what a household says of itself: sealed, until a worker has checked it. The same submission again is one. */
export async function registerHousehold(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof HouseholdBody>,
): Promise<{ id: string; state: string }> {
  if (actor.kind !== 'resident') throw notAllowed('请用居民账号登记；工作人员请在“人员”里登记。');
  const place = await scannedPlace(runtime, body);
  const { area } = place;
  const building = await checkHouse(runtime, body.house, place);
  if (!body.house && !body.address?.trim())
    throw badField('address', 'required', '请选择房屋，或写明详细地址。');
  if (body.members.filter(({ self }) => self).length > 1)
    throw badField('members', 'one_self', '“本人”只能选一位。');
  await checkMembers(runtime, body.members);
  return takeIn(runtime, actor, async (ctx) => {
    const before = await submitted(ctx, body.client_id);
    if (before) return before;
    await mustHaveRoom(ctx);
    const hash = await tell(
      ctx,
      { id: body.client_id, area_id: area, account_id: actor.id },
      'registration.created',
      null,
    );
    ctx.write(sql`
      insert into registration (id, account_id, area_id, kind, house_id, building_id, address, relation, people, sealed, created_at, event_hash)
      values (${body.client_id}::uuid, ${actor.id}::uuid, ${area}::uuid, 'household', ${body.house ?? null}::uuid, ${building}::uuid,
        ${body.address?.trim() ?? ''}, ${body.relation}, ${body.members.length}::int,
        ${runtime.sealer.seal(JSON.stringify(body.members))}::bytea, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id: body.client_id, state: 'waiting' };
  });
}

/** Asks for the own record to be corrected; a worker checks it like everything else. */
export async function correctOwn(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof CorrectionBody>,
): Promise<{ id: string; state: string }> {
  const { faults } = await checkPersonValues(runtime, body.values, dayOf(runtime.clock.now()));
  const refused = Object.keys(body.values).filter((code) => !CORRECTABLE.has(code));
  const all = [
    ...faults,
    ...refused.map((path) => ({ path, code: 'not_asked', message: '这一项不能自行更正，请联系网格员。' })),
  ];
  if (all.length > 0) throw badFields(all.map((fault) => ({ ...fault, path: `values.${fault.path}` })));
  return takeIn(runtime, actor, async (ctx) => {
    const person = await ownPerson(ctx);
    if (!person) throw notFound('本人登记信息');
    const before = await submitted(ctx, body.client_id);
    if (before) return before;
    await mustHaveRoom(ctx);
    const hash = await tell(
      ctx,
      { id: body.client_id, area_id: person.area_id, account_id: actor.id },
      'registration.created',
      null,
    );
    const members: Member[] = [{ self: true, values: body.values }];
    ctx.write(sql`
      insert into registration (id, account_id, area_id, kind, house_id, person_id, people, sealed, created_at, event_hash)
      values (${body.client_id}::uuid, ${actor.id}::uuid, ${person.area_id}::uuid, 'correction', ${person.house_id}::uuid, ${person.id}::uuid,
        1, ${runtime.sealer.seal(JSON.stringify(members))}::bytea, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id: body.client_id, state: 'waiting' };
  });
}

/** Takes the own registration back while nobody has decided; what stood in it is wiped. */
export async function withdrawOwn(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const row = await lockWaiting(ctx, id, ({ account_id }) => account_id === actor.id);
    const hash = await tell(ctx, row, 'registration.withdrawn', row.event_hash);
    ctx.write(sql`
      update registration set state = 'withdrawn', sealed = ${runtime.sealer.seal('')}::bytea, version = version + 1,
        decided_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${id}::uuid`);
  });
}

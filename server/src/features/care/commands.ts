import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { addDays, dayOf } from '../../platform/day.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { dictionaries } from '../dictionary/index.ts';
import { mayAt } from '../resident/index.ts';
import { recount, recountHouses } from './counts.ts';
import { careLevels, type Level } from './levels.ts';
import { type CareRow, careFor, MANAGE, seesAt } from './policy.ts';
import type { CareBody, CareChange } from './schema.ts';

const SUBJECT = 'care';

/** Says what happened to somebody's care, to everybody whose area holds the person: levels and days, never why or what was found. */
export async function tell(
  ctx: Context,
  person: string,
  kind: string,
  {
    area,
    data,
    before,
  }: { area: string; data: Record<string, string | number | null>; before: Buffer | null },
): Promise<Buffer> {
  const areas = await areaTree(ctx.runtime);
  return record(ctx, {
    ...{ subjectKind: SUBJECT, subject: person, kind, audience: 'staff' as const },
    ...{ scopes: [...(areas.get(area)?.path ?? [area])], data: { person, ...data }, prevHash: before },
  });
}

async function levelFor(runtime: Runtime, code: string): Promise<Level> {
  const level = (await careLevels(runtime)).get(code);
  if (!level) throw badField('level', 'unknown_level', '没有这个级别，请重新选择。');
  return level;
}

async function checkKind(runtime: Runtime, kind: string): Promise<void> {
  const known = (await dictionaries(runtime))
    .get('care_kind')
    ?.items.some(({ code, retired }) => code === kind && !retired);
  if (!known) throw badField('kind', 'unknown_kind', '没有这种关爱类型，请重新选择。');
}

interface Person {
  area_id: string;
  house_id: string | null;
  state: string;
}

async function personFor(ctx: Context, id: string): Promise<Person> {
  const areas = await areaTree(ctx.runtime);
  // Locked against whoever takes the same person into care at this moment: the first would be counted twice.
  const { rows } = await sql<Person>`
    select area_id, house_id, state from resident_person where id = ${id}::uuid for no key update`.execute(
    ctx.db,
  );
  const [person] = rows;
  if (!person || !seesAt(ctx.actor, person.area_id, areas)) throw notFound('人员');
  if (!mayAt(ctx.actor, MANAGE, person.area_id, areas)) throw notAllowed('您不能把这位居民列为关爱对象。');
  if (person.state !== 'present' && person.state !== 'away')
    throw conflict('not_here', '这位居民已不在册，不能列为关爱对象。');
  return person;
}

/** Takes a person into care: the first visit is due at once. Refuses whoever is in care already, or not here. */
export async function enrol(runtime: Runtime, actor: Actor, body: Static<typeof CareBody>): Promise<void> {
  const [level] = [await levelFor(runtime, body.level), await checkKind(runtime, body.kind)];
  await runFor(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, body.person);
    const { rows } = await sql<CareRow>`
      select ended_on, event_hash from care_person where person_id = ${body.person}::uuid for update`.execute(
      ctx.db,
    );
    if (rows[0] && rows[0].ended_on === null) throw conflict('in_care', '这位居民已经是关爱对象。');
    const today = dayOf(ctx.now);
    const before = rows[0]?.event_hash ?? null;
    const hash = await tell(ctx, body.person, 'care.enrolled', {
      area: person.area_id,
      data: { level: level.code },
      before,
    });
    ctx.write(sql`
      insert into care_person as c (person_id, area_id, house_id, level, kind, why, since, next_due, event_hash)
      values (${body.person}::uuid, ${person.area_id}::uuid, ${person.house_id}::uuid, ${level.code}, ${body.kind}, ${body.why ?? ''},
        ${today}::date, ${today}::date, ${hash}::bytea)
      on conflict (person_id) do update set area_id = excluded.area_id, house_id = excluded.house_id, level = excluded.level,
        kind = excluded.kind, why = excluded.why, since = excluded.since, next_due = excluded.next_due, ended_on = null, ended_why = null,
        version = c.version + 1, event_hash = excluded.event_hash`);
    await recount(ctx, [], [{ area_id: person.area_id, level: level.code, next_due: today }]);
    await recountHouses(ctx, [person.house_id]);
  });
}

/** The day of the next visit: so many days after the last one, or after today where there was none. */
export const dueAfter = (level: Level, last: Date | null, today: string): string =>
  last ? addDays(dayOf(last), level.every_days) : today;

/** Whoever answered for people whose care ends sees nothing of them any more. Returns the duties that ended. */
export async function endDuties(ctx: Context, people: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update care_duty set to_on = greatest(${dayOf(ctx.now)}::date, from_on)
    where person_id = any (${people as string[]}::uuid[]) and to_on is null returning id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Changes level or kind, or ends the care, and with it everybody's answering; the next visit follows the new level. */
export async function changeCare(
  runtime: Runtime,
  actor: Actor,
  id: string,
  change: Static<typeof CareChange>,
): Promise<void> {
  if (change.kind) await checkKind(runtime, change.kind);
  await runFor(runtime, actor, async (ctx) => {
    const { care } = await careFor(ctx, id, { permission: MANAGE, version: change.version });
    if (care.ended_on) throw conflict('ended', '对这位居民的关爱已经结束。');
    const level = await levelFor(runtime, change.level ?? care.level);
    const today = dayOf(ctx.now);
    const ends = change.end !== undefined;
    const due = level.code === care.level ? care.next_due : dueAfter(level, care.last_visit_at, today);
    const kind = ends ? 'care.ended' : 'care.changed';
    const hash = await tell(ctx, id, kind, {
      area: care.area_id,
      data: { level: level.code, due },
      before: care.event_hash,
    });
    ctx.write(sql`
      update care_person set level = ${level.code}, kind = ${change.kind ?? care.kind}, why = ${change.why ?? care.why},
        next_due = ${due}::date, ended_on = ${ends ? today : null}::date, ended_why = ${change.end ?? null}, version = version + 1,
        event_hash = ${hash}::bytea where person_id = ${id}::uuid`);
    if (ends) await endDuties(ctx, [id]);
    await recount(ctx, [care], ends ? [] : [{ area_id: care.area_id, level: level.code, next_due: due }]);
    await recountHouses(ctx, [care.house_id]);
  });
}

import { sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { type Matter, type Told, tell } from '../matter/index.ts';
import { serves, workedOn } from './judged.ts';
import { endOf } from './people.ts';
import { lotOf, satisfactionOf, visitRule } from './rules.ts';
import { settingsOf } from './settings.ts';
import { endFor, openFor } from './tasks.ts';

/** A step of a matter as judging sees it. */
export interface Step {
  event: EventRow;
  matter: Matter;
  /** Which closing it belongs to: reopenings before it. */
  round: number;
}

/**
 * Who is judged by what was said at a moment: the main unit whose work had been done last by then, also when the matter has gone to
 * another one since; else the main unit of now, else the centre that answered by itself.
 */
function judgedUnit({ tasks, main_unit, centre_unit }: Matter, at: Date): string {
  const done = tasks.filter(
    ({ role, state, closed_at }) =>
      role === 'main' && state === 'done' && closed_at !== null && closed_at <= at,
  );
  const last = done.toSorted((a, b) => a.closed_at!.getTime() - b.closed_at!.getTime()).at(-1);
  return last?.unit ?? main_unit ?? centre_unit;
}

/** Keeps what the caller said, or was asked by staff, with the event that says it. */
export function keepAnswer(ctx: Context, { event, matter, round }: Step, visitor: boolean): void {
  const { contacted, solved, satisfied, comment } = event.data.form ?? {};
  ctx.write(sql`
    insert into judgement_caller (id, matter_id, round, via, contacted, solved, satisfaction, effective, comment, unit_id, event_seq, actor, at)
    values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${round}::int, ${visitor ? 'visit' : 'caller'}, ${contacted ?? null}::boolean,
      ${solved ?? null}::boolean, ${satisfactionOf(satisfied)}, true, ${comment ?? null}, ${judgedUnit(matter, event.at)}::uuid,
      ${event.seq}::bigint, ${event.actor}::uuid, ${event.at}::timestamptz) on conflict (event_seq) do nothing`);
}

/** Keeps that nobody answered in time (默认评价): a value of its own, which no rate counts as contentment. */
export async function keepSilence(ctx: Context, { event, matter, round }: Step): Promise<void> {
  await sql`
    insert into judgement_caller (id, matter_id, round, via, satisfaction, effective, unit_id, event_seq, actor, at)
    select ${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${round}::int, 'silence', 'default', false, ${judgedUnit(matter, event.at)}::uuid,
      ${event.seq}::bigint, ${event.actor}::uuid, ${event.at}::timestamptz
    where not exists (select from judgement_caller where matter_id = ${matter.id}::uuid and round = ${round}::int)
    on conflict (event_seq) do nothing`.execute(ctx.db);
}

async function phoneLeft(ctx: Context, matter: string): Promise<boolean> {
  const { rows } = await sql`
    select from matter_contact where matter_id = ${matter}::uuid and phone_sealed is not null`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

/** The hotline that serves a matter's place, nearest first; its centre where there is none, and for a confidential one always. */
async function visitorOf(ctx: Context, matter: Matter, holder: 'hotline' | 'centre'): Promise<string> {
  if (holder === 'centre' || matter.confidential) return matter.centre_unit;
  const units = await unitRegistry(ctx.runtime);
  const near = matter.areas.toReversed().flatMap((area) => units.of(area, 'hotline'));
  return near[0]?.id ?? matter.centre_unit;
}

/** Opens the call-back of a closing where a rule asks for one. */
export async function openVisit(ctx: Context, { matter, round }: Step): Promise<Told[]> {
  const { visits } = await settingsOf(ctx.runtime);
  const account = matter.caller_id !== null;
  const reachable = account || (await phoneLeft(ctx, matter.id));
  const closed = {
    number: matter.number,
    type: matter.type_code,
    source: matter.channel,
    reachable,
    account,
  };
  const rule = visitRule(closed, visits.rules);
  if (!rule) return [];
  const known =
    await sql`select from judgement_visit where matter_id = ${matter.id}::uuid and round = ${round}::int`.execute(
      ctx.db,
    );
  if (known.rows.length > 0) return [];
  const unit = await visitorOf(ctx, matter, rule.holder);
  const due = await endOf(ctx.runtime, visits.due, ctx.now);
  const task = openFor(ctx, { matter: matter.id, kind: 'visit', unit, due, note: null });
  ctx.write(sql`
    insert into judgement_visit (id, matter_id, round, unit_id, task_id, rule, priority, state, most_attempts, due_at, opened_at)
    values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${round}::int, ${unit}::uuid, ${task.id}::uuid, ${rule.code},
      ${account ? 1 : 0}::smallint, 'open', ${visits.attempts}::int, ${due}::timestamptz, ${ctx.now}::timestamptz)`);
  return [{ kind: 'visit', audience: 'staff', form: { unit: await nameOf(ctx, unit) }, tasks: [task.delta] }];
}

const nameOf = async (ctx: Context, unit: string): Promise<string> =>
  (await unitRegistry(ctx.runtime)).get(unit)?.name ?? '';

/** Ends the open call-back of a matter: it was made, or there is nothing left to ask. */
export async function endVisit(
  ctx: Context,
  { matter, event }: Step,
  state: 'effective' | 'cancelled',
): Promise<Told[]> {
  const { rows } = await sql<{ task_id: string; unit_id: string }>`
    update judgement_visit set state = ${state}, closed_at = ${ctx.now}::timestamptz, closed_by = ${event.actor}::uuid, version = version + 1
    where matter_id = ${matter.id}::uuid and state = 'open' returning task_id, unit_id`.execute(ctx.db);
  return rows.map(({ task_id, unit_id }) => {
    const end = state === 'effective' ? 'done' : 'cancelled';
    const delta = endFor(ctx, { id: task_id, kind: 'visit', unit: unit_id }, end);
    return {
      kind: 'visit_ended',
      audience: 'staff',
      form: { outcome: state },
      tasks: [delta],
    } satisfies Told;
  });
}

/** Ends the open spot checks of a matter that was taken up again before anybody went there. */
export async function endChecks(ctx: Context, { matter }: Step): Promise<Told[]> {
  const { rows } = await sql<{ task_id: string; unit_id: string }>`
    update judgement_check set state = 'cancelled', at = ${ctx.now}::timestamptz, version = version + 1
    where matter_id = ${matter.id}::uuid and state = 'open' returning task_id, unit_id`.execute(ctx.db);
  if (rows.length === 0) return [];
  const tasks = rows.map(({ task_id, unit_id }) =>
    endFor(ctx, { id: task_id, kind: 'check', unit: unit_id }, 'cancelled'),
  );
  return [{ kind: 'check_ended', audience: 'staff', tasks }];
}

/** The street that a matter's place belongs to, else the community: whom departments work for there. */
export async function servedBy(ctx: Context, matter: Matter): Promise<string | null> {
  const [units, areas] = await Promise.all([unitRegistry(ctx.runtime), areaTree(ctx.runtime)]);
  for (const level of ['street', 'community']) {
    const area = areas.ancestor(matter.area_id, level);
    const centre = area && units.of(area.id, 'centre')[0];
    if (centre) return centre.id;
  }
  return null;
}

/** Asks the street how the departments served it, for the share of closed matters that a city wants asked. */
export async function askServed(ctx: Context, { matter }: Step): Promise<Told[]> {
  const { served } = await settingsOf(ctx.runtime);
  if (lotOf('served', matter.number) >= served.share) return [];
  const [units, by] = await Promise.all([unitRegistry(ctx.runtime), servedBy(ctx, matter)]);
  if (!by) return [];
  const until = await endOf(ctx.runtime, served.within, ctx.now);
  const asked: Told[] = [];
  for (const unit of workedOn(matter).filter((each) => serves(units, each))) {
    const known = await sql`select from judgement_unit
      where matter_id = ${matter.id}::uuid and unit_id = ${unit}::uuid and by_unit = ${by}::uuid`.execute(
      ctx.db,
    );
    if (known.rows.length > 0) continue;
    const note = `评价${units.get(unit)?.name ?? ''}`;
    const task = openFor(ctx, { matter: matter.id, kind: 'appraise', unit: by, due: until, note });
    ctx.write(sql`
      insert into judgement_unit (id, matter_id, kind, unit_id, by_unit, state, task_id, until, at, changed_at)
      values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, 'served', ${unit}::uuid, ${by}::uuid, 'asked', ${task.id}::uuid,
        ${until}::timestamptz, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz)`);
    asked.push({
      kind: 'appraise_asked',
      audience: 'staff',
      form: { unit: units.get(unit)?.name },
      tasks: [task.delta],
    });
  }
  return asked;
}

/** Says in a matter's story what following it led to. */
export async function tellAll(ctx: Context, matter: Matter, told: readonly Told[]): Promise<void> {
  if (told.length > 0) tell(ctx, matter, told);
  await ctx.flush();
}

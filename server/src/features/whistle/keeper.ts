import { sql } from 'kysely';
import { badField, badFields } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type Acting, conditionLimit, type Matter, redirectAway, registry } from '../matter/index.ts';
import {
  limitEnd,
  newestCalendar,
  type PositionAnswer,
  parseLimit,
  type ScoreAnswer,
  type TaskOpen,
} from '../workflow/index.ts';
import { officersNow } from './queries.on-call.ts';
import { type Party, readParties, readWhistle, type Whistle } from './row.ts';
import { awaited, distanceWords, durationWords, judgeArrival, ratable, timeWords } from './rules.ts';

/** Received so much later than done, in ms, it was kept on the phone without signal: the story says when it was done. */
const DELAYED = 60_000;

interface Step extends Acting {
  whistle: Whistle;
  parties: Party[];
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() ? value.trim() : null;
const ids = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** Adds to what the step's own event says; it is hashed with it. */
function say(step: Step, words: Record<string, unknown>): void {
  Object.assign(step.decision.events.at(-1)!.data, words);
}

/** The arrival limit of a whistle: what the whistler asked for, else its kind's. */
async function arrivalLimit(ctx: Context, matter: Matter): Promise<string | null> {
  const { categories } = await registry(ctx.runtime);
  const asked = text(matter.answers.arrive_within);
  return asked ?? conditionLimit(categories.get(matter.category_code ?? ''), matter.condition_code);
}

async function arriveBy(ctx: Context, matter: Matter): Promise<Date | null> {
  const limit = parseLimit((await arrivalLimit(ctx, matter)) ?? '');
  const { calendar } = await newestCalendar(ctx.runtime);
  return limit && new Date(limitEnd(calendar, limit, ctx.now.getTime()));
}

/** Departments called by this step: each task goes to who is on call; where nobody is, the unit itself and the centre hear of it. */
async function call(ctx: Context, step: Step): Promise<void> {
  const { matter, decision } = step;
  // Nobody had finished when the work was sent back: the flow gives it to the lead, which is called again too.
  for (const task of decision.tasks.open) if (task.role === 'main') task.unit ??= matter.main_unit;
  const called = decision.tasks.open.filter(
    (task): task is TaskOpen & { unit: string } => task.unit !== null,
  );
  const units = await unitRegistry(ctx.runtime);
  if (called.some(({ unit }) => !units.get(unit)))
    throw badField(
      step.action === 'call' ? 'units' : 'unit',
      'unknown_unit',
      '所选单位不存在或已停用，请重新选择。',
    );
  const officers = await officersNow(
    ctx.db,
    called.map(({ unit }) => unit),
    matter.areas,
    ctx.now,
  );
  for (const task of called) task.account ??= officers.get(task.unit)?.account ?? null;
  // On the roster and on leave: the stand-in goes, and without one the unit is called.
  await redirectAway(ctx, decision);
  const due = await arriveBy(ctx, matter);
  const rows = called.map(({ unit, role, account }) => ({
    id: uuidv7(ctx.now),
    unit,
    role,
    account,
    state: role === 'inform' ? 'informed' : 'called',
    due: role === 'inform' ? null : due,
  }));
  await reinstate(ctx, step, rows);
  if (called.some(({ role, account }) => role !== 'inform' && !account))
    decision.notify = [...decision.notify, { audience: 'centre', template: 'whistle-unmanned-centre' }];
}

interface Called {
  id: string;
  unit: string;
  role: string | null;
  account: string | null;
  state: string;
  due: Date | null;
}

/** A department called again (退回重办) goes on with its own part; one called for the first time gets one. */
async function reinstate(ctx: Context, { matter, parties }: Step, rows: Called[]): Promise<void> {
  const gone = ['released', 'replaced'];
  const known = new Map(
    parties.flatMap((party) => (gone.includes(party.state) ? [] : [[party.unit_id, party.id]])),
  );
  const fresh = rows.filter(({ unit }) => !known.has(unit));
  const again = rows.flatMap((row) => (known.has(row.unit) ? [{ ...row, id: known.get(row.unit)! }] : []));
  if (again.length > 0)
    ctx.write(sql`
      update whistle_party set state = r.state, role = r.role, officer_id = r.account, arrive_by = r.due, called_at = ${ctx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(again)}::jsonb) as r(id uuid, role text, account uuid, state text, due timestamptz)
      where whistle_party.id = r.id`);
  if (fresh.length === 0) return;
  ctx.write(sql`
    insert into whistle_party (id, matter_id, unit_id, role, officer_id, state, called_at, arrive_by)
    select id, ${matter.id}::uuid, unit, role, account, state, ${ctx.now}::timestamptz, due
    from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as r(id uuid, unit uuid, role text, account uuid, state text, due timestamptz)`);
  ctx.write(sql`
    insert into whistle_scope (ref, matter_id, side)
    select unit, ${matter.id}::uuid, 'unit' from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as r(unit uuid)
    on conflict do nothing`);
}

/** The parts whose tasks a step touches: of the units that the actor acts for. */
function mine({ matter, parties }: Step, tasks: readonly { id: string }[]): Party[] {
  const touched = new Set(tasks.map(({ id }) => id));
  const units = new Set(matter.tasks.flatMap(({ id, unit }) => (touched.has(id) && unit ? [unit] : [])));
  return parties.filter((party) => units.has(party.unit_id) && awaited(party.state));
}

async function sign(ctx: Context, step: Step): Promise<void> {
  const { matter, form, whistle, decision } = step;
  const place = form.place as PositionAnswer;
  if (form.people !== undefined && !Number.isInteger(form.people))
    throw badField('people', 'not_whole', '到场人数请填整数。');
  for (const party of mine(step, decision.tasks.update)) {
    const arrival = judgeArrival(
      place,
      {
        site: { lng: matter.lng!, lat: matter.lat! },
        radius: whistle.radius_m,
        calledAt: party.called_at,
        arriveBy: party.arrive_by,
      },
      ctx.now,
    );
    if (arrival.far && !text(form.far_reason))
      throw badField(
        'far_reason',
        'too_far',
        `您距现场 ${distanceWords(arrival.distance)}，超过 ${whistle.radius_m} 米。请到现场后报到；确有原因的，请写明后提交。`,
      );
    writeArrival(ctx, step, party, arrival);
    say(step, {
      distance: distanceWords(arrival.distance),
      ...(ctx.now.getTime() - arrival.actedAt.getTime() > DELAYED && {
        acted_at: timeWords(arrival.actedAt),
      }),
      ...(arrival.far && { far: true }),
      ...(arrival.lateSeconds > 0 && { late: durationWords(arrival.lateSeconds) }),
    });
  }
}

function writeArrival(
  ctx: Context,
  { matter, form }: Step,
  party: Party,
  arrival: ReturnType<typeof judgeArrival>,
): void {
  const { lng, lat, accuracy } = form.place as PositionAnswer;
  ctx.write(sql`
    insert into whistle_arrival (id, matter_id, party_id, unit_id, account_id, lng, lat, accuracy_m, distance_m, far, far_reason, people,
      note, files, due_at, acted_at, received_at, late_seconds)
    values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${party.id}::uuid, ${party.unit_id}::uuid, ${ctx.actor.id}::uuid, ${lng}::float8,
      ${lat}::float8, ${accuracy === undefined ? null : Math.round(accuracy)}::int, ${arrival.distance}::int, ${arrival.far}::boolean,
      ${text(form.far_reason)}, ${(form.people as number | undefined) ?? null}::int, ${text(form.note)}, ${ids(form.files)}::uuid[],
      ${party.arrive_by}::timestamptz, ${arrival.actedAt}::timestamptz, ${ctx.now}::timestamptz, ${arrival.lateSeconds}::int)`);
  ctx.write(sql`
    update whistle_party set state = 'arrived', arrived_at = coalesce(arrived_at, ${arrival.actedAt}::timestamptz),
      late = case when arrived_at is null then ${arrival.lateSeconds > 0}::boolean else late end
    where id = ${party.id}::uuid`);
}

async function feedback(ctx: Context, step: Step): Promise<void> {
  for (const party of mine(step, step.decision.tasks.close))
    ctx.write(sql`
      update whistle_party set state = 'answered', result = ${text(step.form.result)}, result_files = ${ids(step.form.files)}::uuid[],
        result_by = ${ctx.actor.id}::uuid, result_at = ${ctx.now}::timestamptz
      where id = ${party.id}::uuid`);
}

/** Ends the parts of departments that were still awaited. */
function end(ctx: Context, parties: readonly Party[], state: Party['state'], reason: unknown): void {
  const list = parties.filter((party) => awaited(party.state)).map(({ id }) => id);
  ctx.write(sql`
    update whistle_party set state = ${state}, left_at = ${ctx.now}::timestamptz, left_reason = ${text(reason)}
    where id = any (${list}::uuid[])`);
}

/** Ends the part of a department that need not come any more, and takes the whistle out of its lists. */
function leave(ctx: Context, { matter, parties, form }: Step, state: 'released' | 'replaced'): void {
  end(
    ctx,
    parties.filter(({ unit_id }) => unit_id === form.leaving),
    state,
    form.reason,
  );
  ctx.write(sql`
    delete from whistle_scope where matter_id = ${matter.id}::uuid and ref = ${form.leaving as string}::uuid and side = 'unit'`);
}

/** Another department may only join when it takes part neither now nor with a result given. */
async function join(ctx: Context, step: Step): Promise<void> {
  const there = step.parties.some(
    ({ unit_id, state }) => unit_id === step.form.unit && !['released', 'replaced'].includes(state),
  );
  if (there) throw badField('unit', 'unit_twice', '这个部门已经在本哨中，请另选。');
  await call(ctx, step);
}

async function rate(ctx: Context, { matter, parties, form }: Step): Promise<void> {
  const units = await unitRegistry(ctx.runtime);
  const given = form.ratings as ScoreAnswer[];
  const wanted = parties.filter(ratable);
  const nameOf = (unit: string) => units.get(unit)?.name ?? '';
  const missing = wanted.filter(({ unit_id }) => !given.some(({ unit }) => unit === unit_id));
  const strange = given.some(({ unit }) => !wanted.some(({ unit_id }) => unit_id === unit));
  if (missing.length > 0 || strange)
    throw badFields([
      {
        path: 'ratings',
        code: 'unit_missing',
        message: strange
          ? '只能评价主办和协办的部门，请刷新后重试。'
          : `还没有评价：${missing.map(({ unit_id }) => nameOf(unit_id)).join('、')}。`,
      },
    ]);
  const rows = given.map(({ unit, scores, words }) => ({
    id: uuidv7(ctx.now),
    unit,
    party: wanted.find(({ unit_id }) => unit_id === unit)!.id,
    ...scores,
    words: text(words),
  }));
  ctx.write(sql`
    insert into whistle_rating (id, matter_id, party_id, unit_id, rated_by, timely, cooperation, effect, words, at)
    select id, ${matter.id}::uuid, party, unit, ${ctx.actor.id}::uuid, timely, cooperation, effect, words, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, party uuid, unit uuid, timely int, cooperation int, effect int, words text)`);
}

const KEPT: Record<string, (ctx: Context, step: Step) => Promise<void> | void> = {
  call,
  sign,
  feedback,
  add: join,
  replace: async (ctx, step) => {
    await join(ctx, step);
    leave(ctx, step, 'replaced');
  },
  release: (ctx, step) => leave(ctx, step, 'released'),
  excuse: (ctx, step) => end(ctx, step.parties, 'excused', step.form.reason),
  withdraw: (ctx, step) => end(ctx, step.parties, 'withdrawn', step.form.reason),
  rework: call,
  'send-back': call,
  rate,
};

/**
 * What each step of a whistle means for its departments, in the step's own transaction. Refuses a sign-in far from the place without
 * a reason, ratings that leave a department out, and a department that is called twice.
 */
export async function keepWhistle(ctx: Context, acting: Acting): Promise<void> {
  const [whistle, parties] = [
    await readWhistle(ctx.db, acting.matter.id),
    await readParties(ctx.db, acting.matter.id),
  ];
  const step: Step = { ...acting, whistle, parties };
  await KEPT[acting.action]?.(ctx, step);
}

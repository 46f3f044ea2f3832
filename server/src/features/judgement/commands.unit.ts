import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, type Told, tell } from '../matter/index.ts';
import { above, judgesAs, workedOn } from './judged.ts';
import { lockName } from './locks.ts';
import { APPEAL, APPRAISE, endOf } from './people.ts';
import type { AppraiseBody, PeriodBody } from './schema.unit.ts';
import { settingsOf } from './settings.ts';
import { endFor } from './tasks.ts';

type Scores = Pick<Static<typeof AppraiseBody>, 'timely' | 'solved' | 'attitude' | 'comment'>;
type Kind = 'served' | 'superior';

interface Known {
  id: string;
  state: 'asked' | 'given' | 'lapsed';
  task_id: string | null;
  until: Date;
}

function checkOpen(known: Known | undefined, now: Date): void {
  if (known && known.until < now)
    throw conflict('appraisal_closed', '评价期限已过，不能再评价或修改。', {
      until: known.until.toISOString(),
    });
}

/** Keeps scores: a first time, or in the place of what was given before, until the set time. */
function keepScores(
  ctx: Context,
  row: {
    known: Known | undefined;
    matter: string | null;
    period: string | null;
    kind: Kind;
    unit: string;
    by: string;
  },
  { timely, solved, attitude, comment }: Scores,
  until: Date,
): void {
  const { known, matter, period, kind, unit, by } = row;
  if (known)
    ctx.write(sql`
      update judgement_unit set state = 'given', timely = ${timely}::smallint, solved = ${solved}::smallint, attitude = ${attitude}::smallint,
        comment = ${comment ?? null}, actor = ${ctx.actor.id}::uuid, changed_at = ${ctx.now}::timestamptz, version = version + 1
      where id = ${known.id}::uuid`);
  else
    ctx.write(sql`
      insert into judgement_unit (id, matter_id, period, kind, unit_id, by_unit, timely, solved, attitude, comment, state, until, actor, at, changed_at)
      values (${uuidv7(ctx.now)}::uuid, ${matter}::uuid, ${period}, ${kind}, ${unit}::uuid, ${by}::uuid, ${timely}::smallint,
        ${solved}::smallint, ${attitude}::smallint, ${comment ?? null}, 'given', ${until}::timestamptz, ${ctx.actor.id}::uuid,
        ${ctx.now}::timestamptz, ${ctx.now}::timestamptz)`);
}

async function limitOf(runtime: Runtime, kind: Kind): Promise<string> {
  return (await settingsOf(runtime))[kind].within;
}

/**
 * Judges a unit that worked on a closed matter: by the street or community it worked for, or by one above it. Once per matter and
 * unit, changed as often as one likes until the set time. Refuses units that had no part in it, and judges without standing.
 */
export async function appraise(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: Static<typeof AppraiseBody>,
): Promise<void> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, areas, id);
    if (!workedOn(matter).includes(input.unit))
      throw badField('unit', 'not_handler', '这个单位没有办理这件事项，请从办理单位中选择。');
    const judge = judgesAs(unitsOf(actor, APPRAISE), input.unit, matter, { units, areas });
    if (!judge) throw notAllowed('只有事项所在的街道、社区，或办理单位的上级可以评价。');
    if (!matter.closed_at)
      throw conflict('not_closed', '事项办结后才能评价办理单位。', { state: matter.state });
    const { rows } = await sql<Known>`
      select id, state, task_id, until from judgement_unit
      where matter_id = ${id}::uuid and unit_id = ${input.unit}::uuid and by_unit = ${judge.by}::uuid`.execute(
      ctx.db,
    );
    const known = rows[0];
    checkOpen(known, ctx.now);
    const until = known?.until ?? (await endOf(runtime, await limitOf(runtime, judge.kind), ctx.now));
    keepScores(ctx, { known, matter: id, period: null, unit: input.unit, ...judge }, input, until);
    tell(ctx, matter, [toldOf(ctx, units, judge, input, known)]);
  });
}

function toldOf(
  ctx: Context,
  units: UnitRegistry,
  judge: { by: string; kind: Kind },
  { unit, timely, solved, attitude, comment }: Static<typeof AppraiseBody>,
  known: Known | undefined,
): Told {
  const asked = known?.state === 'asked' && known.task_id;
  const form = { unit: units.get(unit)?.name, timely, solved, attitude, ...(comment && { comment }) };
  return {
    kind: 'appraised',
    audience: 'staff',
    form: { by_unit: units.get(judge.by)?.name, ...form },
    tasks: asked ? [endFor(ctx, { id: asked, kind: 'appraise', unit: judge.by }, 'done')] : [],
    notify: [
      {
        template: 'appraised-unit',
        units: [unit],
        says: { permission: APPEAL, from: judge.by, reply: comment },
      },
    ],
  };
}

/** Judges a unit below for a month, by one above it. Once per unit and month, changed until the set time. */
export async function appraisePeriod(
  runtime: Runtime,
  actor: Actor,
  input: Static<typeof PeriodBody>,
): Promise<void> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const superiors = above(units, areas, input.unit);
  const by = unitsOf(actor, APPRAISE).find((each) => superiors.includes(each));
  if (!by) throw badField('unit', 'not_below', '只能评价本单位的下级单位，请从下级中选择。');
  await run(runtime, actor, async (ctx) => {
    // What is not there yet cannot be locked: two of one unit who judge at once would both give it a first time.
    await lockName(ctx, `judgement.period ${by} ${input.unit} ${input.period}`);
    const { rows } = await sql<Known>`
      select id, state, task_id, until from judgement_unit
      where unit_id = ${input.unit}::uuid and by_unit = ${by}::uuid and period = ${input.period}`.execute(
      ctx.db,
    );
    checkOpen(rows[0], ctx.now);
    if (input.period > dayOf(ctx.now).slice(0, 7))
      throw badField('period', 'in_future', '这个月还没有到，请选择已经开始的月份。');
    const until = rows[0]?.until ?? (await endOf(runtime, await limitOf(runtime, 'superior'), ctx.now));
    const row = {
      known: rows[0],
      matter: null,
      period: input.period,
      kind: 'superior' as const,
      unit: input.unit,
      by,
    };
    keepScores(ctx, row, input, until);
    await recordNext(ctx, {
      subjectKind: 'judgement_unit',
      subject: input.unit,
      kind: 'judgement.period',
      audience: 'staff',
      scopes: [input.unit, by],
      data: { ...input, by },
    });
  });
}

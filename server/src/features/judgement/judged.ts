import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import { type Matter, unitsAbove } from '../matter/index.ts';
import { clockKinds } from '../workflow/index.ts';

/** A judgement that may be appealed against: since when, whom it concerns, and which unit and person gave it. */
export interface Judged {
  at: Date;
  units: string[];
  judge: string | null;
  judgeAccount: string | null;
}

const NAMES: Record<string, string> = {
  rating: '诉求人评价',
  served: '街道评部门',
  superior: '上级评下级',
  spot_check: '抽查结果',
  card: '督办单',
  matter: '整件事项',
};

/** What is appealed against or excluded, in words. */
export function whatName(what: string): string {
  const [kind, clock] = what.split(':');
  if (kind !== 'overdue') return NAMES[what] ?? what;
  return `超期（${clockKinds[clock as keyof typeof clockKinds] ?? clock}）`;
}

/** The units that worked on a matter and did not give it back. */
export const workedOn = ({ tasks }: Matter): string[] => [
  ...new Set(
    tasks.flatMap(({ role, unit, state }) =>
      unit && (role === 'main' || role === 'co') && state !== 'returned' && state !== 'transferred'
        ? unit
        : [],
    ),
  ),
];

/** Units that are no command centre of their own: departments, utilities, property companies. */
export const serves = (units: UnitRegistry, unit: string): boolean => units.get(unit)?.kind !== 'centre';

/**
 * The units above one, nearest first: of a department the command centres of its area and above, which coordinate it, then
 * those it is subordinate to; of a command centre those it is subordinate to.
 */
export function above(units: UnitRegistry, areas: AreaTree, unit: string): string[] {
  const own = units.get(unit);
  const places = own && own.kind !== 'centre' ? (areas.get(own.areaId)?.path ?? []).toReversed() : [];
  const centres = places.flatMap((area) => units.of(area, 'centre').map(({ id }) => id));
  return [...new Set([...centres, ...unitsAbove(units, unit)])].filter((id) => id !== unit);
}

const LOCAL = ['street', 'community'];

/** As what one of the actor's units judges another: as the street or community it worked for, or from above. Null: not at all. */
export function judgesAs(
  own: readonly string[],
  unit: string,
  matter: Matter,
  { units, areas }: { units: UnitRegistry; areas: AreaTree },
): { by: string; kind: 'served' | 'superior' } | null {
  const local = (id: string) => {
    const { kind, areaId } = units.get(id) ?? { kind: '', areaId: '' };
    return (
      kind === 'centre' && matter.areas.includes(areaId) && LOCAL.includes(areas.get(areaId)?.level ?? '')
    );
  };
  const served = serves(units, unit) ? own.find(local) : undefined;
  if (served) return { by: served, kind: 'served' };
  const superiors = above(units, areas, unit);
  const superior = own.find((each) => superiors.includes(each));
  return superior ? { by: superior, kind: 'superior' } : null;
}

const some = (...units: (string | null)[]): string[] => [
  ...new Set(units.filter((unit): unit is string => unit !== null)),
];

/** Everybody who answered for a matter or worked on it. */
export const answerable = (matter: Matter): string[] =>
  some(...workedOn(matter), matter.main_unit, matter.centre_unit, matter.property_unit, matter.owner_unit);

/** The limit that a step of a centre is due by, where it is called otherwise. */
const STEP_CLOCKS: Record<string, string> = { confirm: 'verify' };

/** Who had to keep a limit: the units for their own work, the centre that has the matter for the whole way, else who had the step. */
export function keepersOf({ tasks, centre_unit }: Matter, clock: string): string[] {
  if (clock === 'resolve') return [centre_unit];
  const held = tasks.filter(({ kind, role }) => {
    if (role === null) return (STEP_CLOCKS[kind] ?? kind) === clock;
    return (role === 'main' || role === 'co') && (kind === clock || clock === 'sign');
  });
  return some(...held.map(({ unit }) => unit ?? centre_unit));
}

interface Found {
  at: Date;
  unit: string | null;
  other: string | null;
  account: string | null;
}

async function one(ctx: Context, query: ReturnType<typeof sql<Found>>): Promise<Found | null> {
  return (await query.execute(ctx.db)).rows[0] ?? null;
}

const judged = ({ at, other, account }: Found, units: string[]): Judged => ({
  at,
  units,
  judge: other,
  judgeAccount: account,
});

/** The judgement of a matter that an appeal names; null when there is none of the kind. */
export async function judgedOf(
  ctx: Context,
  matter: Matter,
  what: string,
  target: string | null,
): Promise<Judged | null> {
  const { id } = matter;
  if (what === 'matter')
    return { at: matter.closed_at ?? ctx.now, units: answerable(matter), judge: null, judgeAccount: null };
  if (what === 'rating') {
    const row = await one(
      ctx,
      sql`select at, unit_id as unit, null as other, case when via = 'visit' then actor end as account from judgement_caller
      where id = ${target}::uuid and matter_id = ${id}::uuid and via <> 'silence'`,
    );
    return row && judged(row, some(row.unit, ...answerable(matter)));
  }
  if (what === 'served' || what === 'superior') {
    const row = await one(
      ctx,
      sql`select changed_at as at, unit_id as unit, by_unit as other, actor as account from judgement_unit
      where id = ${target}::uuid and matter_id = ${id}::uuid and kind = ${what} and state = 'given'`,
    );
    return row && judged(row, some(row.unit));
  }
  if (what === 'spot_check') {
    const row = await one(
      ctx,
      sql`select at, closed_unit as unit, unit_id as other, actor as account from judgement_check
      where id = ${target}::uuid and matter_id = ${id}::uuid and state in ('confirmed', 'false_closing')`,
    );
    return row && judged(row, some(row.unit, matter.main_unit));
  }
  if (what === 'card') {
    const row = await one(
      ctx,
      sql`select given_at as at, unit_id as unit, null as other, given_by as account from matter_card
      where id = ${target}::uuid and matter_id = ${id}::uuid`,
    );
    return row && judged(row, some(row.unit));
  }
  const clock = what.split(':')[1] ?? '';
  const row = await one(
    ctx,
    sql`select ${stoppedAt(ctx)} as at, null as unit, null as other, null as account from workflow_clock
    where subject = ${id}::uuid and kind = ${clock} and ${missed(ctx)} order by due_at desc limit 1`,
  );
  return row && judged(row, keepersOf(matter, clock));
}

/** When a limit ended: now for one that runs. */
export const stoppedAt = ({ now }: Context): RawBuilder<Date> =>
  sql`coalesce(stopped_at, ${now}::timestamptz)`;

/** The limits of somebody's work that were missed; timers of the system and what stands still are none. */
export const missed = (ctx: Context): RawBuilder<boolean> => sql`due_at < ${stoppedAt(ctx)}
  and limits ->> 'action' is null
  and not (stopped_at is null and pauses -> -1 ->> 'from' is not null and pauses -> -1 ->> 'to' is null)`;

/** Whether one of these units decided an exclusion or stands above who did. */
export function mayRevoke(own: readonly string[], decided: string, units: UnitRegistry): boolean {
  return [decided, ...unitsAbove(units, decided)].some((unit) => own.includes(unit));
}

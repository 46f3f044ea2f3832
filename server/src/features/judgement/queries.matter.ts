import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import type { Context } from '../../platform/runtime.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { findMatter, leftAt, type Matter, untilLeft } from '../matter/index.ts';
import { judgesAs, workedOn } from './judged.ts';
import { APPEAL, APPRAISE, endOf } from './people.ts';
import { type AppealRow, toAppeals } from './queries.appeal.ts';
import { exclusionsOf } from './queries.exclusion.ts';
import { type Found, judgementsOf } from './queries.judged.ts';
import { APPRAISAL_KINDS } from './queries.unit.ts';
import { unitNames } from './refs.ts';
import type { Judgement, Judgements } from './schema.matter.ts';
import { settingsOf } from './settings.ts';

type Result = Static<typeof Judgements>;

const same = (one: { what: string; target: string | null }, other: { what: string; target: string | null }) =>
  one.what === other.what && one.target === other.target;

/** In whose name the actor may appeal against a judgement now: units it concerns, in time, with nothing pending or excluded yet. */
async function appealable(
  ctx: Context,
  found: Found,
  known: Pick<Result, 'appeals' | 'exclusions'>,
): Promise<{ by: string[]; until: Date | null }> {
  const mine = unitsOf(ctx.actor, APPEAL).filter((unit) => found.units.includes(unit));
  if (mine.length === 0) return { by: [], until: null };
  const { appeals } = await settingsOf(ctx.runtime);
  const until = await endOf(ctx.runtime, appeals.within, found.at);
  if (until < ctx.now) return { by: [], until: null };
  const taken = (unit: string) =>
    known.appeals.some((row) => same(row, found) && row.unit.id === unit && row.decided_at === null) ||
    known.exclusions.some(
      (row) => same(row, found) && (row.target !== null || row.unit.id === unit) && row.revoked_at === null,
    );
  return { by: mine.filter((unit) => !taken(unit)), until };
}

async function toItem(
  ctx: Context,
  found: Found,
  known: Pick<Result, 'appeals' | 'exclusions'>,
): Promise<Static<typeof Judgement>> {
  const unitOf = await unitNames(ctx.runtime);
  const { by, until } = await appealable(ctx, found, known);
  const { what, target, name, at, since, tone, values, comment, effective } = found;
  return {
    key: `${what} ${target ?? ''}`,
    ...{ what, target, name, tone, values, comment, effective },
    at: (since ?? at).toISOString(),
    by: found.by,
    about: found.about === null ? null : unitOf(found.about),
    excluded: known.exclusions.find((row) => same(row, found) && row.revoked_at === null) ?? null,
    appeal_by: by.map(unitOf),
    appeal_until: until?.toISOString() ?? null,
  };
}

interface Given {
  unit_id: string;
  by_unit: string;
  timely: number | null;
  solved: number | null;
  attitude: number | null;
  comment: string | null;
  until: Date;
}

/** The units that worked on it whom the actor may judge now, with what was given before. */
async function toAppraise(ctx: Context, matter: Matter): Promise<Result['appraise']> {
  const own = unitsOf(ctx.actor, APPRAISE);
  if (own.length === 0 || !matter.closed_at) return [];
  const [units, areas, unitOf] = await Promise.all([
    unitRegistry(ctx.runtime),
    areaTree(ctx.runtime),
    unitNames(ctx.runtime),
  ]);
  const around = { units, areas };
  const { rows } = await sql<Given>`
    select unit_id, by_unit, timely, solved, attitude, comment, until from judgement_unit where matter_id = ${matter.id}::uuid`.execute(
    ctx.db,
  );
  return workedOn(matter).flatMap((unit) => {
    const judge = judgesAs(own, unit, matter, around);
    const given = rows.find((row) => row.unit_id === unit && row.by_unit === judge?.by);
    if (!judge || (given && given.until < ctx.now)) return [];
    const { timely = null, solved = null, attitude = null, comment = null } = given ?? {};
    return {
      unit: unitOf(unit),
      kind_name: APPRAISAL_KINDS[judge.kind],
      until: given?.until.toISOString() ?? null,
      ...{ timely, solved, attitude, comment },
    };
  });
}

async function appealsOf(ctx: Context, matter: string): Promise<Result['appeals']> {
  const { rows } = await sql<AppealRow>`
    select * from judgement_appeal where matter_id = ${matter}::uuid order by id desc`.execute(ctx.db);
  return rows.length > 0 ? toAppeals(ctx, rows) : [];
}

/**
 * How a matter was judged, newest first, and what came of it, for staff who see the matter. What was said after a unit had left it
 * is not that unit's.
 */
export async function matterJudgements(runtime: Runtime, actor: Actor, id: string): Promise<Result> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const matter = await findMatter(ctx.db, actor, areas, id);
    const left = leftAt(actor, matter, areas);
    const found = untilLeft(await judgementsOf(ctx, matter), left, ({ at }) => at);
    const appeals = untilLeft(await appealsOf(ctx, id), left, ({ at }) => at);
    const excluded = await exclusionsOf(ctx, sql`subject = ${id}::uuid`);
    const exclusions = untilLeft(
      excluded.map(({ item }) => item),
      left,
      ({ at }) => at,
    );
    const known = { appeals, exclusions };
    const items = await Promise.all(found.map((each) => toItem(ctx, each, known)));
    return { items, ...known, appraise: left ? [] : await toAppraise(ctx, matter) };
  });
}

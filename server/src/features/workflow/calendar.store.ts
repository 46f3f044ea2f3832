import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { calendarFaults } from './calendar.faults.ts';
import { type Calendar, type CalendarDefinition, compileCalendar } from './calendar.ts';
import { laddersOf } from './ladder.store.ts';
import type { Ladders } from './ladder.ts';
import { subjectOf } from './store.ts';

/** The calendar of everything that names no other. */
export const STANDARD_CALENDAR = 'standard';

/** A calendar as it was published. */
export interface PublishedCalendar {
  code: string;
  version: number;
  calendar: Calendar;
  /** What clocks counted by it climb when nobody answers; left out where only times are asked for. */
  ladders?: Ladders;
}

const newest = cacheOf(['workflow.calendar'], async (runtime) => {
  const { rows } = await sql<{ code: string; version: number; spec: CalendarDefinition }>`
    select distinct on (code) code, version, spec from workflow_calendar order by code, version desc`.execute(
    runtime.db,
  );
  return new Map(
    rows.map(({ code, version, spec }) => [code, { code, version, calendar: compileCalendar(spec) }]),
  );
});

/** The calendar that limits are counted by from now on, with the ladders. */
export async function newestCalendar(runtime: Runtime, code = STANDARD_CALENDAR): Promise<PublishedCalendar> {
  const [calendars, ladders] = await Promise.all([newest.get(runtime), laddersOf(runtime)]);
  const found = calendars.get(code);
  if (!found) throw new Error(`no calendar ${code}`);
  return { ...found, ladders };
}

const old = new WeakMap<Runtime, Map<string, PublishedCalendar>>();

/** A calendar at a version, by which some clock was counted; null for one that was never published. */
export async function calendarAt(
  runtime: Runtime,
  code: string,
  version: number,
): Promise<PublishedCalendar | null> {
  const map = old.get(runtime) ?? new Map<string, PublishedCalendar>();
  old.set(runtime, map);
  const key = `${code} ${version}`;
  const known = map.get(key);
  if (known) return known;
  const { rows } = await sql<{ spec: CalendarDefinition }>`
    select spec from workflow_calendar where code = ${code} and version = ${version}::int`.execute(
    runtime.db,
  );
  if (!rows[0]) return null;
  const published = { code, version, calendar: compileCalendar(rows[0].spec) };
  map.set(key, published);
  return published;
}

/** Publishes a calendar as the next version when it differs from the newest, and returns that version. Refuses one with faults. */
export async function publishCalendar(
  ctx: Context,
  code: string,
  definition: CalendarDefinition,
): Promise<number> {
  const faults = calendarFaults(definition, ctx.now.getTime());
  if (faults.length > 0)
    throw badFields(
      faults.map(({ path, message }) => ({ path, code: 'calendar', message })),
      '工作日历有错误，不能发布。',
    );
  const spec = JSON.stringify(definition);
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec = ${spec}::jsonb as same from workflow_calendar where code = ${code}
    order by version desc limit 1`.execute(ctx.db);
  if (rows[0]?.same) return rows[0].version;
  const version = (rows[0]?.version ?? 0) + 1;
  ctx.write(sql`
    insert into workflow_calendar (code, version, name, spec, published_at, actor)
    values (${code}, ${version}, ${definition.name}, ${spec}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'calendar',
    subject: subjectOf(`calendar ${code}`),
    kind: 'workflow.calendar',
    audience: 'staff',
    scopes: [],
    data: { code, version },
  });
  newest.forget(ctx.runtime);
  return version;
}

/** Publishes a calendar where there is none of its code yet: what a city published since is not overwritten by a newer pack. */
export async function provideCalendar(
  ctx: Context,
  code: string,
  definition: CalendarDefinition,
): Promise<void> {
  const { rows } = await sql`select from workflow_calendar where code = ${code} limit 1`.execute(ctx.db);
  if (rows.length === 0) await publishCalendar(ctx, code, definition);
}

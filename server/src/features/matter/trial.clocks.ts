import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { DocumentTrial, TrialDifference } from '../../platform/documents.ts';
import { uuidFloor } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import {
  calendarAt,
  clockStarts,
  compileCalendar,
  computedAgain,
  type Limits,
  limitAgain,
  newestCalendar,
  parseCalendar,
  parseLimit,
  relimited,
  workflowAt,
} from '../workflow/index.ts';
import { limitsOf, type Registry, registry } from './registry.ts';
import { type Again, CLOCK_COLUMNS, ClockTrial, type TriedClock } from './rules.trial.ts';
import { aboutMatter, type TriedMatter, triedMatters } from './trial.matters.ts';

const BATCH = 500;

/** What a draft makes of a clock; undefined where it says nothing of it. */
type Reckon = (clock: TriedClock, matter: TriedMatter) => Promise<Again | undefined>;

async function clocksBetween(db: Db, after: string, before: string): Promise<TriedClock[]> {
  const { rows } = await sql<TriedClock>`
    select id, subject, kind, started_at, due_at, stopped_at, limits, pauses from workflow_clock
    where id > ${after}::uuid and id < ${before}::uuid order by id limit ${atMost(BATCH)}`.execute(db);
  return rows;
}

/** A trial over the clocks that began in a period. */
const overClocks = (
  reckoner: (runtime: Runtime, draft: { code: string; text: string }) => Promise<Reckon>,
): DocumentTrial => ({
  words: { tried: '个时限', different: '个的到期时间会不同' },
  columns: CLOCK_COLUMNS,
  async *run(runtime, draft, { from, until }) {
    const reckon = await reckoner(runtime, draft);
    const [known, areas] = await Promise.all([registry(runtime), areaTree(runtime)]);
    const trial = new ClockTrial(runtime.clock.now());
    let after = uuidFloor(from);
    for (;;) {
      const batch = await clocksBetween(runtime.db, after, uuidFloor(until));
      const last = batch.at(-1);
      if (!last) return trial.lines;
      const matters = await triedMatters(runtime.db, [...new Set(batch.map(({ subject }) => subject))]);
      const differences: TrialDifference[] = [];
      let tried = 0;
      for (const clock of batch) {
        const matter = matters.get(clock.subject);
        const again = matter && (await reckon(clock, matter));
        if (again === undefined) continue;
        tried += 1;
        const told = trial.add(clock, again);
        if (told) differences.push({ ...told, about: aboutMatter(matter!, known, areas) });
      }
      yield { tried, at: last.started_at, differences };
      after = last.id;
    }
  },
});

/** What the draft does not change stays due when it was, also where an older version had counted it. */
const kept = ({ due_at }: TriedClock): Again => due_at;

/** Every clock that a calendar counts, by its draft. What was given and not computed is left out. */
export const calendarTrial = overClocks(async (runtime, { code, text }) => {
  const draft = { code, version: 0, calendar: compileCalendar(parseCalendar(text).value!) };
  const inForce = await newestCalendar(runtime, code).catch(() => null);
  return async (clock) => {
    const { calendar, limit, extended_to } = clock.limits;
    if (!inForce || calendar !== code || !(extended_to || parseLimit(limit))) return undefined;
    const would = computedAgain(clock, draft, clock.due_at);
    const does = computedAgain(clock, inForce, clock.due_at);
    return would.getTime() === does.getTime() ? kept(clock) : would;
  };
});

/** The limits of a clock's matter by some types and classes, counted by the calendar that counted it. */
function limitsBy(types: Registry, matter: TriedMatter, calendar: Limits['calendar']): Limits | null {
  const type = types.types.get(matter.type_code);
  return type ? limitsOf(type, types.categories.get(matter.category_code ?? ''), matter, calendar) : null;
}

const said = (limit: ReturnType<typeof limitAgain>): string | null =>
  limit && `${limit.limit} ${limit.besides ?? ''}`;

/** Every clock whose limit comes from types or classes, by other ones: those of the matters that the draft is about. */
export const limitsTrial = (
  drafted: (
    runtime: Runtime,
    draft: { code: string; text: string },
  ) => Promise<{ draft: Registry; concerns: (matter: TriedMatter) => boolean }>,
): DocumentTrial =>
  overClocks(async (runtime, given) => {
    const [inForce, { draft, concerns }] = await Promise.all([registry(runtime), drafted(runtime, given)]);
    return async (clock, matter) => {
      const { limits } = clock;
      if (!concerns(matter) || limits.card || limits.source === 'import') return undefined;
      const [workflow, calendar] = await Promise.all([
        workflowAt(runtime, matter.workflow_code, matter.workflow_version),
        calendarAt(runtime, limits.calendar, limits.calendar_version),
      ]);
      const start = clockStarts(workflow.definition).find(
        ({ kind, limit }) => kind === clock.kind && limit.includes(limits.source),
      );
      const [now, then] = calendar ? [inForce, draft].map((types) => limitsBy(types, matter, calendar)) : [];
      if (!start || !now || !then) return undefined;
      const would = limitAgain(clock, start, then);
      if (said(would) === said(limitAgain(clock, start, now))) return kept(clock);
      return would ? relimited({ ...clock, rung: 0, next_at: null }, start, then, clock.due_at).due_at : null;
    };
  });

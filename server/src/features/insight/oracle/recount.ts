import { sql } from 'kysely';
import type { Db } from '../../../platform/database/open.ts';

/**
 * A recount of what indicators count, written apart from the program and as plainly as possible: every event of a matter is read
 * again for each question. For tests only; slow on purpose. Moments, areas and units are those of the events themselves.
 */

interface Happening {
  kind: string;
  seq: number;
  at: Date;
  actor: string;
  // biome-ignore lint/suspicious/noExplicitAny: raw, as it lies in the log.
  data: any;
}

/** Something counted: where, when, of which type, by whom. */
export interface Counted {
  measure: string;
  at: Date;
  areas: string[];
  type: string;
  unit: string | null;
  account: string | null;
}

type Say = (measure: string, at: Date, unit: string | null, account: string | null) => void;

interface Story {
  id: string;
  events: Happening[];
  staff: Set<string>;
  now: Date;
}

const earlier = (a: Date, b: Date | null): Date => (b !== null && b < a ? b : a);

/** A piece of timed work, told once it is known how it ended. */
interface Timed {
  due: Date | null;
  done: Date | null;
  /** done: as wanted; gone: by somebody else's step; never: not to be judged. */
  how: 'open' | 'done' | 'gone' | 'never';
}

/** Says due, done, on time and overdue of a piece of work; null when it does not count (yet). */
function judged({ due, done, how }: Timed, now: Date): { at: Date; words: string[] } | null {
  if (how === 'never') return null;
  if (how === 'done') {
    const late = due !== null && done! > due;
    return { at: earlier(done!, due), words: ['due', 'done', ...(late ? [] : ['on_time'])] };
  }
  const end = how === 'gone' ? done! : now;
  if (due === null || (how === 'gone' ? end <= due : end < due)) return null;
  return { at: due, words: ['due', 'overdue'] };
}

const work = (event: Happening) => event.data.work;
const started = (events: Happening[], index: number, clock: string, roles: (string | null)[]) =>
  work(events[index]!).opened.some(
    ([, kind, role]: [string, string, string | null]) =>
      roles.includes(role) &&
      (kind === clock || (role !== null && clock === 'sign') || (role === null && CLOCKS[kind] === clock)),
  );

const CLOCKS: Record<string, string> = {
  accept: 'accept',
  register: 'register',
  dispatch: 'dispatch',
  arbitrate: 'arbitrate',
  verify: 'verify',
  confirm: 'verify',
};
const STAGES: Record<string, string> = {
  accept: 'accept',
  register: 'register',
  dispatch: 'dispatch',
  arbitrate: 'dispatch',
  verify: 'verify',
  confirm: 'verify',
};

/** The due time of work opened at an event and ended at another: what the clock said last, null while it stands still. */
function dueOf(
  story: Story,
  from: number,
  until: number,
  clock: string,
): { due: Date | null; still: boolean } {
  let due: Date | null = null;
  let still = false;
  for (let i = from; i < until; i++) {
    const clocks = work(story.events[i]!)?.clocks;
    if (!clocks || !(clock in clocks)) continue;
    if (i > from && started(story.events, i, clock, [null, 'main', 'co', 'inform'])) continue;
    still = clocks[clock] === null;
    if (!still) due = new Date(clocks[clock]);
  }
  return { due, still };
}

function endOf(story: Story, from: number, id: string): number {
  const found = story.events.findIndex(
    (event, i) => i > from && work(event)?.ended.some(([task]: [string]) => task === id),
  );
  return found < 0 ? story.events.length : found;
}

const stateOf = (event: Happening, id: string): string =>
  work(event).ended.find(([task]: [string]) => task === id)[1];
const person = (story: Story, event: Happening) => (story.staff.has(event.actor) ? event.actor : null);

function handled(
  story: Story,
  from: number,
  task: [string, string, string, string | null, string | null],
  say: Say,
) {
  const [id, kind, , unit, account] = task;
  const end = endOf(story, from, id);
  const event = story.events[end];
  const { due, still } = dueOf(story, from, end, kind);
  const given = account !== null && story.staff.has(account) ? account : null;
  const holder = unit ?? (account === null ? work(story.events[from]!).centre : null);
  if (!event && still) return;
  const state = event ? stateOf(event, id) : '';
  const how = !event ? 'open' : state === 'done' ? 'done' : work(event).end === 'ended' ? 'never' : 'gone';
  const found = judged({ due, done: event?.at ?? null, how }, story.now);
  if (!found) return;
  const who = how === 'done' ? (person(story, event!) ?? given) : given;
  const extended = story.events
    .slice(from + 1, end)
    .some((each) => work(each)?.counted.includes('extensions'));
  for (const word of [...found.words, ...(extended ? ['extended'] : [])])
    say(`handle_${word}`, found.at, holder, who);
}

function signed(
  story: Story,
  from: number,
  [id, , , unit]: [string, string, string, string | null],
  say: Say,
) {
  const clocks = work(story.events[from]!).clocks;
  if (!clocks?.sign || unit === null) return;
  const end = story.events.findIndex(
    (event, i) =>
      i > from &&
      (work(event)?.signed?.includes(id) || work(event)?.ended.some(([task]: [string]) => task === id)),
  );
  const until = end < 0 ? story.events.length : end;
  const { due, still } = dueOf(story, from, until, 'sign');
  const event = story.events[end];
  if (!event && still) return;
  const state = event && !work(event).signed?.includes(id) ? stateOf(event, id) : 'done';
  const how = !event ? 'open' : state === 'done' ? 'done' : work(event).end === 'ended' ? 'never' : 'gone';
  const found = judged({ due, done: event?.at ?? null, how }, story.now);
  if (!found) return;
  const stage = story.events[0]!.data.count.type === 'whistle' ? 'arrive' : 'sign';
  for (const word of found.words)
    say(`${stage}_${word}`, found.at, unit, how === 'done' ? person(story, event!) : null);
}

function returnedLater(story: Story, at: number): boolean {
  const rest = story.events.slice(at + 1);
  const nextDispatch = rest.findIndex(({ kind, data }) => kind === 'dispatch' && !data.implied);
  const until = nextDispatch < 0 ? rest : rest.slice(0, nextDispatch);
  return until.some((event) => work(event)?.counted.includes('returns'));
}

function stepped(
  story: Story,
  from: number,
  [id, kind, , unit]: [string, string, null, string | null],
  say: Say,
) {
  const stage = STAGES[kind]!;
  const end = endOf(story, from, id);
  const event = story.events[end];
  const { due, still } = dueOf(story, from, end, CLOCKS[kind]!);
  if (!event && still) return;
  let how: Timed['how'] = 'open';
  if (event) {
    const { counted, end: over } = work(event);
    const refused = event.kind === 'reject' && (stage === 'accept' || stage === 'register');
    if (counted.includes('suspensions') || (over === 'ended' && !refused)) how = 'never';
    else if (stateOf(event, id) === 'transferred' || counted.includes('raises') || event.kind === 'hand-down')
      how = 'gone';
    else how = stage === 'dispatch' && event.kind !== 'dispatch' ? 'never' : 'done';
  }
  const found = judged({ due, done: event?.at ?? null, how }, story.now);
  if (!found) return;
  const who = how === 'done' ? person(story, event!) : null;
  const words = [...found.words];
  if (stage === 'register' && how === 'done' && !story.events.some(({ kind: each }) => each === 'void'))
    words.push('accurate');
  if (stage === 'dispatch' && how === 'done' && !returnedLater(story, end)) words.push('accurate');
  for (const word of words) say(`${stage}_${word}`, found.at, unit, who);
}

/** Steps that nobody had waited for: filed or dispatched at once. */
function atOnce(story: Story, index: number, say: Say) {
  const event = story.events[index]!;
  const waiting = (stage: string) =>
    story.events
      .slice(0, index)
      .some((each, from) =>
        (work(each)?.opened ?? []).some(
          ([id, kind, role]: [string, string, string | null]) =>
            role === null && STAGES[kind] === stage && endOf(story, from, id) >= index,
        ),
      );
  const centre = story.events.slice(0, index).findLast((each) => work(each))?.data.work.centre ?? null;
  const who = person(story, event);
  if (event.data.implied && event.kind === 'register' && !waiting('register')) {
    const voided = story.events.some(({ kind }) => kind === 'void');
    for (const word of ['due', 'done', 'on_time', ...(voided ? [] : ['accurate'])])
      say(`register_${word}`, event.at, centre, who);
  }
  if (!event.data.implied && event.kind === 'dispatch' && !waiting('dispatch'))
    for (const word of ['due', 'done', 'on_time', ...(returnedLater(story, index) ? [] : ['accurate'])])
      say(`dispatch_${word}`, event.at, centre, who);
}

function resolved(story: Story, say: Say) {
  const { events, now } = story;
  let from = 0;
  while (from < events.length) {
    const end = events.findIndex((event, i) => i > from && work(event) && work(event).end !== null);
    const until = end < 0 ? events.length : end;
    const { due, still } = dueOf(story, from, until, 'resolve');
    const how = end < 0 ? 'open' : work(events[end]!).end === 'settled' ? 'done' : 'never';
    const found = end < 0 && still ? null : judged({ due, done: events[end]?.at ?? null, how }, now);
    const again = events.findIndex((event, i) => i > until && work(event) && work(event).end === null);
    const centre = events.slice(from, until).findLast((event) => work(event))!.data.work.centre;
    const reworked = events.slice(from, until).some((event) => work(event)?.counted.includes('reworks'));
    if (found)
      for (const word of [
        ...found.words,
        ...(reworked ? ['reworked'] : []),
        ...(again >= 0 ? ['reopened'] : []),
      ])
        say(`resolve_${word}`, found.at, centre, how === 'done' ? person(story, events[end]!) : null);
    if (end < 0 || again < 0) return;
    from = again;
  }
}

function reported(story: Story, say: Say) {
  const { events, id } = story;
  const [opened] = events;
  const at = new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  const who = person(story, opened!);
  const dead = events.findLastIndex((event) => work(event)?.end === 'ended');
  const alive = events.slice(dead + 1).filter(({ kind }) => kind !== 'opened' || dead < 0);
  const filed = alive.some(({ kind }) => kind === 'register' || kind === 'dispatch');
  const taken = alive.some(
    (event) =>
      event.kind === 'accept' ||
      work(event)?.end === 'settled' ||
      work(event)?.opened.some(([, , role]: [string, string, string | null]) => role === 'main'),
  );
  say('report', at, null, who);
  if (filed || taken) say('report_valid', at, null, who);
  if (filed) say('report_registered', at, null, who);
  if (events.some((event) => work(event)?.counted.includes('raises'))) say('report_raised', at, null, who);
}

function rated(story: Story, index: number, say: Say) {
  const { at, data } = story.events[index]!;
  const { contacted, solved, satisfied } = data.form;
  if (typeof contacted !== 'boolean' || typeof solved !== 'boolean' || satisfied === undefined) return;
  let unit: string | null = null;
  let who: string | null = null;
  let best = -1;
  story.events.slice(0, index).forEach((event, from) => {
    for (const [id, , role, held] of work(event)?.opened ?? []) {
      const end = endOf(story, from, id);
      if (role !== 'main' || end >= index || stateOf(story.events[end]!, id) !== 'done' || end < best)
        continue;
      best = end;
      unit = held;
      who = person(story, story.events[end]!);
    }
  });
  if (best < 0)
    unit = story.events.slice(0, index).findLast((event) => work(event))?.data.work.centre ?? null;
  say('visit_valid', at, unit, who);
  if (contacted) say('visit_contacted', at, unit, who);
  if (solved) say('visit_solved', at, unit, who);
  if (satisfied === true || satisfied === 'satisfied') say('visit_satisfied', at, unit, who);
  if (satisfied === 'basically') say('visit_basically', at, unit, who);
}

function tell(story: Story): Counted[] {
  const { areas: first, type } = story.events[0]!.data.count;
  const areas = story.events.findLast(({ data }) => data.moved)?.data.moved.to ?? first;
  const counted: Counted[] = [];
  const say: Say = (measure, at, unit, account) => counted.push({ measure, at, areas, type, unit, account });
  reported(story, say);
  resolved(story, say);
  story.events.forEach((event, index) => {
    atOnce(story, index, say);
    if (event.kind === 'rate' && work(event)) rated(story, index, say);
    for (const task of work(event)?.opened ?? [])
      if (task[2] === 'main' || task[2] === 'co') {
        handled(story, index, task, say);
        signed(story, index, task, say);
      } else if (task[2] === null && STAGES[task[1]]) stepped(story, index, task, say);
  });
  return counted;
}

/** Everything that counts at a moment, by raw events alone. */
export async function recount(db: Db, now: Date): Promise<Counted[]> {
  const staff = await sql<{ id: string }>`select id from account where kind = 'staff'`.execute(db);
  const { rows } = await sql<Happening & { subject: string }>`
    select subject, substr(kind, 8) as kind, seq, at, actor, data from event
    where subject_kind = 'matter' and kind like 'matter.%' and kind not like '%.internal' order by xid, seq`.execute(
    db,
  );
  const known = new Set(staff.rows.map(({ id }) => id));
  const stories = Map.groupBy(rows, ({ subject }) => subject);
  return [...stories].flatMap(([id, events]) =>
    events[0]!.kind === 'opened' ? tell({ id, events, staff: known, now }) : [],
  );
}

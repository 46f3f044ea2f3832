import { sql } from 'kysely';
import type { Db } from '../../../platform/database/open.ts';
import {
  atOnce,
  CLOCKS,
  dueOf,
  endOf,
  type Happening,
  handled,
  judged,
  person,
  type Say,
  STAGES,
  type Story,
  signed,
  signedAt,
  stateOf,
  stepped,
  work,
} from './work.ts';

/**
 * A recount of what indicators count, written apart from the program and as plainly as possible: every event of a matter is read
 * again for each question. For tests only; slow on purpose. Moments, areas and units are those of the events themselves.
 */

/** Something counted: where, when, of which type, by whom. */
export interface Counted {
  measure: string;
  at: Date;
  areas: string[];
  type: string;
  unit: string | null;
  account: string | null;
}

type Pieces = (about: Piece, saying: (say: Say) => void) => void;

function resolved(story: Story, piece: Pieces) {
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
    const words = [
      ...(found?.words ?? []),
      ...(reworked ? ['reworked'] : []),
      ...(again >= 0 ? ['reopened'] : []),
    ];
    const who = how === 'done' ? person(story, events[end]!) : null;
    if (found)
      piece({ clock: 'resolve', from, end: until }, (say) => {
        for (const word of words) say(`resolve_${word}`, found.at, centre, who);
      });
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

/** What was said of one piece of work, with what it is due by, and from which event to which it was there. */
interface Piece {
  clock: string | null;
  from: number;
  end?: number;
}

/** Whether a piece of work had missed its limit by the time of an event. */
function lateAt(story: Story, { clock, from, end = from }: Piece, index: number): boolean {
  if (clock === null) return false;
  const { due, still } = dueOf(story, from, Math.min(end, index), clock);
  if (due === null) return false;
  return end <= index ? story.events[end]!.at > due : !still && due <= story.events[index]!.at;
}

/** Whether an approved exclusion that nobody revoked takes a piece of work out of judgement. */
function isExcluded(story: Story, about: Piece, stage: string, unit: string | null): boolean {
  const { events } = story;
  return events.some(({ kind, data }, i) => {
    if (kind !== 'excluded') return false;
    const revoked = events.some(
      (each) => each.kind === 'exclusion_revoked' && each.data.exclusion === data.exclusion,
    );
    if (revoked) return false;
    if (data.what === 'matter') return true;
    if (data.what === 'rating') return stage === 'visit' && events[about.from]!.seq === data.rated;
    if (data.what !== `overdue:${about.clock}` || data.unit !== unit || i < about.from) return false;
    return lateAt(story, about, i);
  });
}

function tell(story: Story): Counted[] {
  const { areas: first, type } = story.events[0]!.data.count;
  const areas = story.events.findLast(({ data }) => data.moved)?.data.moved.to ?? first;
  const counted: Counted[] = [];
  /** One piece of work: as it was said, or as excluded and nothing else. */
  const piece = (about: Piece, saying: (say: Say) => void) => {
    const said: Counted[] = [];
    saying((measure, at, unit, account) => said.push({ measure, at, areas, type, unit, account }));
    const [one] = said;
    const stage = one?.measure.split('_')[0] ?? '';
    if (one && isExcluded(story, about, stage, one.unit))
      counted.push({ ...one, measure: `${stage}_excluded` });
    else counted.push(...said);
  };
  piece({ clock: null, from: 0 }, (say) => reported(story, say));
  resolved(story, piece);
  story.events.forEach((event, from) => {
    piece({ clock: null, from }, (say) => atOnce(story, from, 'register', say));
    piece({ clock: null, from }, (say) => atOnce(story, from, 'dispatch', say));
    if (event.kind === 'rate' && work(event)) piece({ clock: null, from }, (say) => rated(story, from, say));
    for (const task of work(event)?.opened ?? [])
      if (task[2] === 'main' || task[2] === 'co') {
        const end = endOf(story, from, task[0]);
        piece({ clock: task[1], from, end }, (say) => handled(story, from, task, say));
        piece({ clock: 'sign', from, end: signedAt(story, from, task[0]) }, (say) =>
          signed(story, from, task, say),
        );
      } else if (task[2] === null && STAGES[task[1]])
        piece({ clock: CLOCKS[task[1]]!, from, end: endOf(story, from, task[0]) }, (say) =>
          stepped(story, from, task, say),
        );
  });
  return counted;
}

type Told = Happening & { subject: string };

const AT_ONCE = 20_000;

/** What the log says of matters, in its order; read in parts, for a year of a city is more than one statement may take. */
async function everything(db: Db): Promise<Told[]> {
  const all: Told[] = [];
  let last = { xid: '0', seq: 0 };
  while (true) {
    const { rows } = await sql<Told & { xid: string }>`
      select subject, substr(kind, 8) as kind, seq, xid::text as xid, at, actor, data from event
      where (event.xid, event.seq) > (${last.xid}::xid8, ${last.seq}::bigint)
        and subject_kind = 'matter' and kind like 'matter.%' and kind not like '%.internal'
      order by event.xid, event.seq limit ${sql.lit(AT_ONCE)}`.execute(db);
    all.push(...rows);
    if (rows.length < AT_ONCE) return all;
    const { xid, seq } = rows.at(-1)!;
    last = { xid, seq };
  }
}

/** Everything that counts at a moment, by raw events alone. */
export async function recount(db: Db, now: Date): Promise<Counted[]> {
  const staff = await sql<{ id: string }>`select id from account where kind = 'staff'`.execute(db);
  const rows = await everything(db);
  const known = new Set(staff.rows.map(({ id }) => id));
  const stories = Map.groupBy(rows, ({ subject }) => subject);
  return [...stories].flatMap(([id, events]) =>
    events[0]!.kind === 'opened' ? tell({ id, events, staff: known, now }) : [],
  );
}

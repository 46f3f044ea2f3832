/** The timed pieces of work of a matter, told from its raw events alone. */

export interface Happening {
  kind: string;
  seq: number;
  at: Date;
  actor: string;
  // biome-ignore lint/suspicious/noExplicitAny: raw, as it lies in the log.
  data: any;
}

export type Say = (measure: string, at: Date, unit: string | null, account: string | null) => void;

export interface Story {
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
export function judged({ due, done, how }: Timed, now: Date): { at: Date; words: string[] } | null {
  if (how === 'never') return null;
  if (how === 'done') {
    const late = due !== null && done! > due;
    return { at: earlier(done!, due), words: ['due', 'done', ...(late ? [] : ['on_time'])] };
  }
  const end = how === 'gone' ? done! : now;
  if (due === null || (how === 'gone' ? end <= due : end < due)) return null;
  return { at: due, words: ['due', 'overdue'] };
}

export const work = (event: Happening) => event.data.work;
const started = (events: Happening[], index: number, clock: string, roles: (string | null)[]) =>
  work(events[index]!).opened.some(
    ([, kind, role]: [string, string, string | null]) =>
      roles.includes(role) &&
      (kind === clock || (role !== null && clock === 'sign') || (role === null && CLOCKS[kind] === clock)),
  );

export const CLOCKS: Record<string, string> = {
  accept: 'accept',
  register: 'register',
  dispatch: 'dispatch',
  arbitrate: 'arbitrate',
  verify: 'verify',
  confirm: 'verify',
};
export const STAGES: Record<string, string> = {
  accept: 'accept',
  register: 'register',
  dispatch: 'dispatch',
  arbitrate: 'dispatch',
  verify: 'verify',
  confirm: 'verify',
};

/** The due time of work opened at an event and ended at another: what the clock said last, null while it stands still. */
export function dueOf(
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

export function endOf(story: Story, from: number, id: string): number {
  const found = story.events.findIndex(
    (event, i) => i > from && work(event)?.ended.some(([task]: [string]) => task === id),
  );
  return found < 0 ? story.events.length : found;
}

export const stateOf = (event: Happening, id: string): string =>
  work(event).ended.find(([task]: [string]) => task === id)[1];
export const person = (story: Story, event: Happening) => (story.staff.has(event.actor) ? event.actor : null);

export function handled(
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

/** The event by which a unit took its part on, or that part ended. */
export function signedAt(story: Story, from: number, id: string): number {
  const found = story.events.findIndex(
    (event, i) =>
      i > from &&
      (work(event)?.signed?.includes(id) || work(event)?.ended.some(([task]: [string]) => task === id)),
  );
  return found < 0 ? story.events.length : found;
}

export function signed(
  story: Story,
  from: number,
  [id, , , unit]: [string, string, string, string | null],
  say: Say,
) {
  const clocks = work(story.events[from]!).clocks;
  if (!clocks?.sign || unit === null) return;
  const end = signedAt(story, from, id);
  const { due, still } = dueOf(story, from, end, 'sign');
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

export function stepped(
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
export function atOnce(story: Story, index: number, stage: 'register' | 'dispatch', say: Say) {
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
  if (stage === 'register' && event.data.implied && event.kind === 'register' && !waiting('register')) {
    const voided = story.events.some(({ kind }) => kind === 'void');
    for (const word of ['due', 'done', 'on_time', ...(voided ? [] : ['accurate'])])
      say(`register_${word}`, event.at, centre, who);
  }
  if (stage === 'dispatch' && !event.data.implied && event.kind === 'dispatch' && !waiting('dispatch'))
    for (const word of ['due', 'done', 'on_time', ...(returnedLater(story, index) ? [] : ['accurate'])])
      say(`dispatch_${word}`, event.at, centre, who);
}

import { SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { alignDue } from '../task/index.ts';
import {
  climbing,
  type Decision,
  escalationFrom,
  isLate,
  type MatterType,
  noted,
  performAction,
  quietUntil,
  type Rung,
  type RunningClock,
  rungAfter,
  rungOf,
  updateClock,
  type Workflow,
} from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import { endCards } from './apply.cards.ts';
import { applyDecision } from './apply.ts';
import { centreAbove } from './centre.above.ts';
import { meansOf, updateMatter, workflowOf } from './commands.write.ts';
import { keeperOf } from './keeper.ts';
import type { Matter } from './row.ts';
import { isHigher, openCards } from './rules.cards.ts';
import { lateWords } from './rules.ladder.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

/** A clock of a matter that has come to its rung, with all that handling it needs. */
export interface Arrival {
  ctx: Context;
  matter: Matter;
  clock: RunningClock;
  workflow: Workflow;
  around: Surroundings;
}

/** What is done of a decision of the system: state, tasks, clocks, parties, event and the clock's next moment, together. */
async function write(arrival: Arrival, matter: Matter, decision: Decision): Promise<void> {
  const { ctx, around, workflow, clock } = arrival;
  decision.ladder = { clock: clock.id, kind: clock.kind, rung: clock.rung, at: clock.next_at! };
  const after = applyDecision(ctx, matter, decision, meansOf(ctx, matter, decision, workflow, around));
  // The decision itself wrote the clocks that it changed; this one it may have left as it was.
  const left = after.clocks.find((each) => each.id === clock.id);
  if (left && matter.clocks.includes(left)) updateClock(ctx, left);
  if (decision.clocks.extend || decision.clocks.running) await alignDue(ctx, matter.id);
  updateMatter(ctx, after);
}

/** Performs an action in the name of the system; null when it changes nothing, as raising at the top does. */
async function perform(
  arrival: Arrival,
  matter: Matter,
  action: string,
  form: Record<string, unknown>,
): Promise<Decision | null> {
  const { ctx, around, workflow } = arrival;
  const type = around.types.types.get(matter.type_code) as MatterType;
  const view = viewOf(matter, type, SYSTEM, around.units, around.areas);
  const holds = holdsOn(SYSTEM, matter, around.units);
  const outcome = performAction(workflow, view, action, form, holds, ctx.now);
  if (!outcome.ok) throw new Refusal(409, outcome.refusal.code, outcome.refusal.message);
  if (!outcome.decision.moved && !outcome.decision.request) return null;
  await keeperOf(ctx.runtime, matter.type_code)?.(ctx, { matter, action, form, decision: outcome.decision });
  return outcome.decision;
}

/** The clock with its next rung and moment. */
function advanced({ ctx, clock, around }: Arrival): RunningClock {
  const { calendar } = around;
  const rung = rungAfter(clock, calendar.ladders!, calendar.calendar, ctx.now);
  return climbing({ ...clock, rung }, calendar);
}

/** The units and people who have to do what the clock counts. */
function holdersOf(matter: Matter, clock: RunningClock): { units: string[]; accounts: string[] } {
  const open = matter.tasks.filter(({ closed_at }) => closed_at === null);
  const meant = clock.limits.task
    ? open.filter(({ id }) => id === clock.limits.task)
    : open.filter(({ role, kind }) => role !== 'inform' && kind !== 'reply');
  const units = meant.flatMap(({ unit, account }) => (unit && !account ? [unit] : []));
  const accounts = meant.flatMap(({ account }) => account ?? []);
  const nobody = units.length + accounts.length === 0;
  return {
    units: [...new Set(nobody ? [matter.owner_unit ?? matter.centre_unit] : units)],
    accounts: [...new Set(accounts)],
  };
}

function note(
  arrival: Arrival,
  matter: Matter,
  kind: string,
  more: Partial<Decision>,
  reason?: string,
): Decision {
  const { workflow, clock, ctx } = arrival;
  const decision = noted(workflow, matter.state, kind, {
    reason: reason ?? lateWords(clock, ctx.now),
  });
  return { ...decision, ...more };
}

/** What waits at a centre's desk is told to whoever accepts there. */
const isDesk = ({ around }: Arrival, unit: string): boolean => around.units.get(unit)?.kind === 'centre';

/** To the holders: the time runs out, or has run out. */
function press(arrival: Arrival, matter: Matter, kind: 'warn' | 'press'): Decision {
  const template = kind === 'warn' ? 'ladder-warn' : 'ladder-press';
  const { units, accounts } = holdersOf(matter, arrival.clock);
  const desks = units.filter((unit) => isDesk(arrival, unit));
  const notify: Decision['notify'] = [
    {
      audience: 'task_holder' as const,
      template,
      units: units.filter((unit) => !desks.includes(unit)),
      accounts,
    },
    { audience: 'centre' as const, template, units: desks, accounts: [] },
  ].filter((notice) => notice.units.length + notice.accounts.length > 0);
  return note(arrival, matter, kind, { notify, ...(kind === 'press' && { count: ['urges'] }) });
}

/** When a clock's rung came, in the order of time: one that a new limit put into the past came when that was set. */
const cameAt = ({ limits, next_at }: RunningClock): string =>
  [next_at!.toISOString(), limits.moves?.at(-1)?.at ?? ''].reduce((a, b) => (b > a ? b : a));

/**
 * Presses for a clock that has come to its rung. What had come before they were last pressed says nothing new: after a stop they
 * are told once, not for each clock and rung that lies behind. A unit with a clock of its own hears of that.
 */
function pressOnce(arrival: Arrival, matter: Matter, next: RunningClock): void | Promise<void> {
  const { ctx, clock } = arrival;
  if (clock.limits.task) return write(arrival, matter, press(arrival, matter, 'press'));
  if (cameAt(clock) <= (matter.memory.pressed_at ?? '')) return updateClock(ctx, next);
  const memory = { ...matter.memory, pressed_at: ctx.now.toISOString() };
  return write(arrival, { ...matter, memory }, press(arrival, matter, 'press'));
}

/**
 * To the centre above, at the top to its own people: this is not getting done. Of one matter they hear once in the ladder's interval,
 * however many of its clocks have come to that, and after some days less often.
 */
function alarmOnce(
  arrival: Arrival,
  matter: Matter,
  rung: Rung,
  next: RunningClock,
  more = '',
): void | Promise<void> {
  const { ctx, clock, around } = arrival;
  const unit = centreAbove(matter.centre_unit, matter.areas, around.units)?.unit ?? matter.centre_unit;
  const told = matter.memory.alarmed?.unit === unit ? matter.memory.alarmed : null;
  if (told && Date.parse(told.until) > ctx.now.getTime())
    return updateClock(ctx, notBefore(next, new Date(told.until)));
  const n = (told?.n ?? 0) + 1;
  const until = quietUntil(around.calendar.calendar, rung, n, ctx.now);
  const memory = { ...matter.memory, alarmed: { unit, n, until: until.toISOString() } };
  const clocks = matter.clocks.map((each) => (each === next ? notBefore(next, until) : each));
  const notify: Decision['notify'] = [
    { audience: 'centre_above', template: 'ladder-alarm', units: [unit], accounts: [] },
  ];
  const reason = `${lateWords(clock, ctx.now)}${more}`;
  const alarmed = { ...matter, memory, clocks };
  return write(arrival, alarmed, note(arrival, alarmed, 'alarm', { notify }, reason));
}

/** A clock that needs no look before some moment. */
const notBefore = (clock: RunningClock, moment: Date): RunningClock =>
  clock.next_at && clock.next_at < moment ? { ...clock, next_at: moment } : clock;

const unitOf = (matter: Matter, task: string | undefined) => matter.tasks.find(({ id }) => id === task)?.unit;

/** Whether the unit that answers for a matter has as high a card open already: it is pressed once more instead. */
const hasCard = ({ clock }: Arrival, matter: Matter, level: 'yellow' | 'red'): boolean =>
  !clock.limits.card &&
  openCards(matter).some(
    ({ limits }) =>
      unitOf(matter, limits.task) === (matter.owner_unit ?? matter.centre_unit) &&
      !isHigher(level, limits.card!.level),
  );

/** A card for the unit that answers for it. */
function card(arrival: Arrival, matter: Matter, level: 'yellow' | 'red', rung: Rung): Decision {
  const { clock, ctx, around } = arrival;
  const answering = matter.owner_unit ?? matter.centre_unit;
  const unit = clock.limits.card ? unitOf(matter, clock.limits.task) : answering;
  const reason = lateWords(clock, ctx.now);
  const carded = unit ?? matter.centre_unit;
  const told = centreAbove(matter.centre_unit, matter.areas, around.units)?.unit ?? matter.centre_unit;
  return note(
    arrival,
    matter,
    'card',
    {
      count: ['supervisions'],
      card: {
        level,
        reason,
        clockKind: clock.kind,
        ...(unit && { unit }),
        ...(rung.reply && { reply: rung.reply }),
      },
      notify: [
        {
          audience: isDesk(arrival, carded) ? 'centre' : 'owner_unit',
          template: `ladder-${level}`,
          units: [carded],
          accounts: [],
        },
        // At the top its own people are the ones who are told, once.
        ...(told === carded
          ? []
          : [
              {
                audience: 'centre_above' as const,
                template: 'ladder-card-above',
                units: [told],
                accounts: [],
              },
            ]),
      ],
    },
    reason,
  );
}

const RAISED_CARD = { notice: 'yellow', yellow: 'red' } as const;

/** One level up; where that changes nothing any more, everybody at the top is told instead. */
async function escalate(arrival: Arrival, matter: Matter, rung: Rung, next: RunningClock): Promise<void> {
  const { ctx, clock, workflow } = arrival;
  const reason = `${lateWords(clock, ctx.now)}，系统自动提级`;
  const action = escalationFrom(workflow, matter.state);
  if (!action) return alarmOnce(arrival, matter, rung, next, '，本环节不能自动提级');
  const decision = await perform(arrival, matter, action, { reason });
  return decision
    ? write(arrival, matter, decision)
    : alarmOnce(arrival, matter, rung, next, '，已是最高一级');
}

/** A card that was not answered in time: a higher one takes its place, after the red one the matter goes up. */
async function climb(arrival: Arrival, matter: Matter, rung: Rung, next: RunningClock): Promise<void> {
  const { ctx, clock } = arrival;
  const { level } = clock.limits.card!;
  if (level === 'red') return escalate(arrival, matter, rung, next);
  const decision = card(arrival, matter, RAISED_CARD[level], rung);
  const ending = matter.clocks.filter(({ id }) => id === clock.id);
  return write(arrival, endCards(ctx, matter, decision, ending, 'climbed'), decision);
}

/** Handles the rung that a clock has come to. Everything of it is queued into the transaction at hand. */
export async function handleRung(arrival: Arrival): Promise<void> {
  const { ctx, clock, around } = arrival;
  const { action } = clock.limits;
  if (action) {
    const decision = await perform(arrival, arrival.matter, action, {});
    return write(arrival, arrival.matter, decision!);
  }
  const rung = rungOf(clock, around.calendar.ladders!);
  const next = advanced(arrival);
  if (!rung || isLate(rung, clock, ctx.now)) return updateClock(ctx, next);
  const clocks = arrival.matter.clocks.map((each) => (each === clock ? next : each));
  const matter = { ...arrival.matter, clocks };
  switch (rung.do) {
    case 'warn':
      return write(arrival, matter, press(arrival, matter, 'warn'));
    case 'urge':
      return pressOnce(arrival, matter, next);
    case 'yellow':
    case 'red':
      if (hasCard(arrival, matter, rung.do)) return pressOnce(arrival, matter, next);
      return write(arrival, matter, card(arrival, matter, rung.do, rung));
    case 'climb':
      return climb(arrival, matter, rung, next);
    case 'escalate':
      return escalate(arrival, matter, rung, next);
    case 'alarm':
      return alarmOnce(arrival, matter, rung, next);
  }
}

/** A clock of a matter as it was found, ready to be handled; null when it is not the time any more. */
export async function arrivalOf(
  ctx: Context,
  matter: Matter | undefined,
  id: string,
  around: Surroundings,
): Promise<Arrival | null> {
  const clock = matter?.clocks.find((each) => each.id === id);
  if (!matter || !clock?.next_at || clock.next_at > ctx.now) return null;
  return { ctx, matter, clock, around, workflow: await workflowOf(ctx, matter) };
}

import type { UnitRegistry } from '../account/index.ts';
import type { Decision, RunningClock } from '../workflow/index.ts';
import type { Matter } from './row.ts';
import { unitsIn } from './standing.ts';
import type { Work } from './work.ts';

/** What an event says of a change of a matter. */
export interface PastEvent {
  kind: string;
  actor: string;
  at: Date;
  data: {
    from?: string | null;
    to?: string | null;
    implied?: boolean;
    form?: Record<string, unknown>;
    work?: Work;
  };
}

/** A matter as it was when it was opened, from what it is now: the rest comes from its events. */
export const atFirst = (matter: Matter): Matter => ({
  ...matter,
  tasks: [],
  clocks: [],
  closed_at: null,
  owner_unit: null,
  main_unit: null,
  memory: {
    reachable: matter.memory.reachable,
    counts: {},
    state_since: matter.created_at.toISOString(),
    ...(matter.memory.limits && { limits: matter.memory.limits }),
  },
});

function tasksAfter({ tasks }: Matter, work: Work, at: Date): Matter['tasks'] {
  const ends = new Map(work.ended);
  const signed = new Set(work.signed);
  const kept = tasks.map((task) => {
    const end = ends.get(task.id);
    if (end) return { ...task, state: end, closed_at: at };
    return signed.has(task.id) ? { ...task, state: 'signed' } : task;
  });
  const opened = work.opened.map(([id, kind, role, unit, account]) => ({
    id,
    kind,
    role,
    unit,
    account,
    state: 'pending',
    due_at: null,
    created_at: at,
    signed_at: null,
    closed_at: null,
  }));
  return [...kept, ...opened] as unknown as Matter['tasks'];
}

/** Only kind and due time are known of a clock, and the flow asks for no more. */
const clocksAfter = (clocks: NonNullable<Work['clocks']>): Matter['clocks'] =>
  Object.entries(clocks).map(
    ([kind, due]) =>
      ({
        id: '',
        kind,
        due_at: new Date(due ?? 0),
        started_at: new Date(0),
        limits: {},
        pauses: [],
        rung: 0,
        next_at: null,
      }) as unknown as RunningClock,
  );

/** What the flow remembers after a step that it decided itself. */
function memoryAfter(
  { memory, centre_unit }: Matter,
  decision: Decision,
  event: PastEvent,
): Matter['memory'] {
  const { previous_state, return_pending, last_urged_at } = decision.set;
  const { request } = decision;
  return {
    ...memory,
    ...(previous_state !== undefined && { previous_state }),
    ...(return_pending !== undefined && { return_pending }),
    ...(last_urged_at && { last_urged_at: last_urged_at.toISOString() }),
    ...(request?.change === 'closed' && { request: null }),
    ...(request?.change === 'asked' && {
      request: {
        what: request.what,
        until: request.until,
        reason: request.reason,
        asked_at: event.at.toISOString(),
        decider: centre_unit,
      },
      asker: { unit: null, account: event.actor },
    }),
  };
}

/** A matter after one of its events; `decision` is what its flow decided again, where it came to the same. */
export function afterEvent(
  before: Matter,
  event: PastEvent,
  decision: Decision | null,
  units: UnitRegistry,
): Matter {
  const { work, to } = event.data;
  if (!work) return before;
  const state = to ?? before.state;
  const counts = { ...before.memory.counts };
  for (const counter of work.counted) counts[counter] = (counts[counter] ?? 0) + 1;
  const main = work.opened.findLast(([, , role, unit]) => role === 'main' && unit)?.[3];
  const memory = decision ? memoryAfter(before, decision, event) : before.memory;
  const after: Matter = {
    ...before,
    state,
    centre_unit: work.centre,
    main_unit: main ?? before.main_unit,
    closed_at: work.end === 'settled' ? (before.closed_at ?? event.at) : null,
    tasks: tasksAfter(before, work, event.at),
    clocks: work.clocks ? clocksAfter(work.clocks) : before.clocks,
    memory: { ...memory, counts, ...(state !== before.state && { state_since: event.at.toISOString() }) },
  };
  const owner = decision?.owner;
  if (!owner) return after;
  const [unit] = [owner.relation, owner.otherwise].flatMap((relation) => unitsIn(relation, after, units));
  return { ...after, owner_unit: unit ?? after.centre_unit };
}

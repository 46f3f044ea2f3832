import type { Actor } from '../../platform/access.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { MatterType, MatterView, TaskView } from '../workflow/index.ts';
import { centreAbove } from './centre.above.ts';
import type { Matter } from './row.ts';
import { REPLY } from './rules.cards.ts';

/** The units an actor works for. */
const unitsOfActor = (actor: Actor): Set<string> =>
  new Set(actor.grants.flatMap((grant) => grant.unit ?? []));

function centreOf(
  { centre_unit: unitId, areas: path }: Matter,
  units: UnitRegistry,
  areas: AreaTree,
): MatterView['centre'] {
  const unit = units.get(unitId);
  const depth = areas.get(unit?.areaId ?? '')?.path.length ?? 0;
  return {
    level: depth + 1,
    has_above: centreAbove(unitId, path, units) !== null,
    has_below: units
      .all()
      .some((each) => each.parentId === unitId && each.kind === 'centre' && !each.retired),
  };
}

/** The matter as the workflow engine sees it, for one actor. */
export function viewOf(
  matter: Matter,
  type: MatterType,
  actor: Actor,
  units: UnitRegistry,
  areas: AreaTree,
): MatterView {
  const mine = unitsOfActor(actor);
  // A card's answer is nothing of the flow's: it neither holds the work up nor ends with a step.
  const flowing = matter.tasks.filter((task) => task.kind !== REPLY);
  const tasks = flowing.map(
    (task): TaskView => ({
      id: task.id,
      kind: task.kind,
      role: task.role,
      state: task.state,
      unit: task.unit,
      account: task.account,
      mine: task.account === actor.id || (task.unit !== null && mine.has(task.unit)),
    }),
  );
  const { memory } = matter;
  return {
    type: matter.type_code,
    state: matter.state,
    previousState: memory.previous_state ?? null,
    source: matter.channel,
    urgent: matter.priority === 'urgent',
    confidential: matter.confidential,
    anonymous: matter.anonymous,
    reachable: memory.reachable,
    category: matter.category_code,
    answers: matter.answers,
    placed: true,
    property: matter.property_unit !== null,
    centre: centreOf(matter, units, areas),
    createdAt: matter.created_at,
    stateSince: new Date(memory.state_since),
    closedAt: matter.closed_at,
    lastUrgedAt: memory.last_urged_at ? new Date(memory.last_urged_at) : null,
    returnPending: memory.return_pending ?? false,
    counts: memory.counts,
    tasks,
    policy: type.policy,
    request: memory.request ?? null,
    clocks: matter.clocks.map(({ kind, due_at }) => ({ kind, due: due_at })),
  };
}

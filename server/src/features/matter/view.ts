import type { Actor } from '../../platform/access.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { MatterType, MatterView, TaskView } from '../workflow/index.ts';
import type { Matter } from './row.ts';

/** The units an actor works for. */
const unitsOfActor = (actor: Actor): Set<string> =>
  new Set(actor.grants.flatMap((grant) => grant.unit ?? []));

function centreOf(unitId: string, units: UnitRegistry, areas: AreaTree): MatterView['centre'] {
  const unit = units.get(unitId);
  const depth = areas.get(unit?.areaId ?? '')?.path.length ?? 0;
  const above = units.get(unit?.parentId ?? '');
  return {
    level: depth + 1,
    has_above: above?.kind === 'centre',
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
  const tasks = matter.tasks.map(
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
    centre: centreOf(matter.centre_unit, units, areas),
    createdAt: matter.created_at,
    stateSince: new Date(memory.state_since),
    closedAt: matter.closed_at,
    lastUrgedAt: memory.last_urged_at ? new Date(memory.last_urged_at) : null,
    returnPending: memory.return_pending ?? false,
    counts: memory.counts,
    tasks,
    policy: type.policy,
  };
}

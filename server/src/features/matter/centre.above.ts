import { badField } from '../../platform/errors.ts';
import type { Unit, UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { Decision } from '../workflow/index.ts';
import type { Means } from './apply.ts';
import { type Matter, nextDue } from './row.ts';

interface CentreAbove {
  unit: string;
  /** Areas between whose centre is missing or closed: the next one above was taken instead. */
  skipped: string[];
}

const serves = (unit: Unit | undefined): boolean => unit?.kind === 'centre' && !unit.retired;

/**
 * The centre above one: its parent, else the nearest above that there is; by the places of the matter (the city first, its own last)
 * where the centre itself leads nowhere. Null at the top.
 */
export function centreAbove(
  centre: string,
  areas: readonly string[],
  units: UnitRegistry,
): CentreAbove | null {
  const own = units.get(centre);
  const skipped: string[] = [];
  const seen = new Set([centre]);
  for (let at = own?.parentId; at && !seen.has(at); at = units.get(at)?.parentId) {
    seen.add(at);
    const unit = units.get(at);
    if (serves(unit)) return { unit: at, skipped };
    if (unit) skipped.push(unit.areaId);
  }
  // Only a place above its own: a centre never hands a matter to one beside or below it.
  const depth = areas.indexOf(own?.areaId ?? '');
  for (const area of areas.slice(0, Math.max(depth, 0)).reverse()) {
    const unit = units.of(area, 'centre').find((each) => each.id !== centre);
    if (unit) return { unit: unit.id, skipped: skipped.filter((each) => each !== unit.areaId) };
    if (!skipped.includes(area)) skipped.push(area);
  }
  return null;
}

/** `一街道没有可用的指挥中心，改由甲区指挥中心负责`: why a level was passed over. */
function missingWords(
  { unit, skipped }: CentreAbove,
  { units, areas }: { units: UnitRegistry; areas: AreaTree },
): string {
  const places = skipped.map((area) => areas.get(area)?.name ?? '').join('、');
  return `${places}没有可用的指挥中心，改由${units.get(unit)?.name ?? ''}负责`;
}

/** From which centre and level to which, with the nearest limit before and after: what the history of a raise keeps. */
export const hopOf = (before: Matter, after: Matter) => ({
  from: { unit: before.centre_unit, level: before.level },
  to: { unit: after.centre_unit, level: after.level },
  due: { before: nextDue(before.clocks), after: nextDue(after.clocks) },
});

/** The centre that has a matter after a decision; handing down only to a centre of the place. */
export function moveCentre(decision: Decision, matter: Matter, means: Means): string {
  if (!decision.centre) return matter.centre_unit;
  if (decision.centre.move === 'above') return moveUp(decision, matter, means);
  const unit = means.units.get(decision.centre.unit);
  if (unit?.kind !== 'centre' || unit.retired || !matter.areas.includes(unit.areaId))
    throw badField('unit', 'not_a_centre_here', '请选择事项所在地的下级指挥中心。');
  return unit.id;
}

/** The centre above; where one between is missing, that is said in an event of its own: the next one has it. */
function moveUp(decision: Decision, matter: Matter, means: Means): string {
  const above = centreAbove(matter.centre_unit, matter.areas, means.units);
  if (!above) return matter.centre_unit;
  if (above.skipped.length > 0)
    decision.events.splice(-1, 0, {
      kind: 'alarm',
      audience: 'staff',
      from: matter.state,
      to: matter.state,
      implied: false,
      data: { reason: missingWords(above, means) },
    });
  return above.unit;
}

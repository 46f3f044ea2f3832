import { badField } from '../../platform/errors.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { Decision } from '../workflow/index.ts';
import type { Means } from './apply.ts';
import { type Matter, nextDue } from './row.ts';

interface CentreAbove {
  unit: string;
  /** Areas between whose centre is missing, closed or without anybody: the next one above was taken instead. */
  skipped: string[];
}

/** One level up: its place, and the centre there that is open. */
interface Level {
  area: string;
  unit: string | null;
}

/** The levels above by the order of the organisations. */
function byParents(centre: string, units: UnitRegistry): Level[] {
  const levels: Level[] = [];
  const seen = new Set([centre]);
  for (let at = units.get(centre)?.parentId; at && !seen.has(at); at = units.get(at)?.parentId) {
    seen.add(at);
    const unit = units.get(at);
    if (unit) levels.push({ area: unit.areaId, unit: unit.kind === 'centre' && !unit.retired ? at : null });
  }
  return levels;
}

/** The levels above by the places of the matter: a centre never hands a matter to one beside or below it. */
function byPlaces(centre: string, areas: readonly string[], units: UnitRegistry): Level[] {
  const depth = areas.indexOf(units.get(centre)?.areaId ?? '');
  const above = areas.slice(0, Math.max(depth, 0)).reverse();
  return above.map((area) => {
    const centres = units.of(area, 'centre').filter(({ id }) => id !== centre);
    return { area, unit: (centres.find(({ id }) => units.staffed(id)) ?? centres[0])?.id ?? null };
  });
}

/**
 * The centre above one that has somebody who accepts: its parent, else the nearest above; by the places of the matter (the city first,
 * its own last) where the organisations lead nowhere. Where nobody is anywhere above, the nearest there is. Null at the top.
 */
export function centreAbove(
  centre: string,
  areas: readonly string[],
  units: UnitRegistry,
): CentreAbove | null {
  const levels = [...byParents(centre, units), ...byPlaces(centre, areas, units)];
  const level = levels.find(({ unit }) => unit && units.staffed(unit)) ?? levels.find(({ unit }) => unit);
  if (!level?.unit) return null;
  const skipped = levels.slice(0, levels.indexOf(level)).map(({ area }) => area);
  return { unit: level.unit, skipped: [...new Set(skipped)].filter((area) => area !== level.area) };
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

import type { UnitRegistry } from '../../src/features/account/index.ts';
import type { AreaTree } from '../../src/features/area/index.ts';
import type { FormField } from '../../src/features/workflow/index.ts';
import { dayAfter } from '../../src/packs/director.time.ts';
import { pick } from './people.ts';

/** Where it is and which centre is in charge: what the choice of a unit depends on. */
export interface Place {
  areas: readonly string[];
  centre_unit: string | null;
}

/** What a form is filled in from. */
export interface Desk {
  units: UnitRegistry;
  areas: AreaTree;
  random: () => number;
  now: Date;
}

const unitsAround = (place: Place, { units, areas }: Desk) =>
  units
    .all()
    .filter((unit) => !unit.retired && ['centre', 'department', 'property'].includes(unit.kind))
    .filter((unit) => place.areas.includes(unit.areaId) || areas.within(unit.areaId, place.areas.at(-1)!));

/** The centre one step below the one in charge, for 下派; any unit around for other choices. */
function unitFor(action: string, place: Place, desk: Desk): string | undefined {
  const around = unitsAround(place, desk);
  const below = around.filter(({ kind, parentId }) => kind === 'centre' && parentId === place.centre_unit);
  return pick(action === 'hand-down' ? below : around, desk.random)?.id;
}

function answerTo(field: FormField, action: string, place: Place, desk: Desk): unknown {
  const { random, now } = desk;
  switch (field.kind) {
    case 'text':
    case 'textarea':
      return `情况属实，已按要求办理（${Math.floor(random() * 1000)}）`;
    case 'number':
      return Math.max(field.min ?? 1, 1);
    case 'select':
      return pick(field.options ?? [], random)?.value;
    case 'boolean':
      return field.name === 'met' || random() < 0.8;
    case 'date':
      return dayAfter(now.getTime(), 1 + Math.floor(random() * 9));
    case 'phone':
      return '13800000000';
    case 'unit':
      return unitFor(action, place, desk);
    case 'units': {
      const unit = unitFor(action, place, desk);
      return unit ? [{ unit, role: 'main' }] : undefined;
    }
    default:
      return undefined;
  }
}

/** A form as somebody would send it: everything required, and sometimes what is not. */
export function fillForm(
  form: readonly FormField[],
  action: string,
  place: Place,
  desk: Desk,
): Record<string, unknown> {
  const values = form
    .filter((field) => field.required || field.required_when || field.name === 'reply')
    .map((field) => [field.name, answerTo(field, action, place, desk)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

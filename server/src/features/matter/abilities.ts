import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type Limits, listActions, newestCalendar, type Workflow } from '../workflow/index.ts';
import { type Registry, registry } from './registry.ts';
import type { Matter } from './row.ts';
import { amendOffer, mayAmend } from './rules.amend.ts';
import { cardsToAnswer, REPLY_OFFER } from './rules.cards.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

/** What judging an action needs beside the matter. */
export interface Surroundings {
  types: Registry;
  areas: AreaTree;
  units: UnitRegistry;
  /** By which limits are counted from now on. */
  calendar: Limits['calendar'];
}

export async function surroundings(runtime: Runtime): Promise<Surroundings> {
  const [types, areas, units, calendar] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
    newestCalendar(runtime),
  ]);
  return { types, areas, units, calendar };
}

/** The buttons of a matter for this actor: the very function that decides an action says which there are. */
export function abilitiesOf(
  matter: Matter,
  workflow: Workflow,
  actor: Actor,
  around: Surroundings,
  now: Date,
) {
  const type = around.types.types.get(matter.type_code)!;
  const view = viewOf(matter, type, actor, around.units, around.areas);
  const holds = holdsOn(actor, matter, around.units);
  const offers = listActions(workflow, view, holds, now);
  return [
    ...(cardsToAnswer(actor, matter).length > 0 ? [REPLY_OFFER] : []),
    ...offers,
    ...(mayAmend(matter, holds) ? [amendOffer(type)] : []),
  ];
}

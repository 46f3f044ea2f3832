import type { Context } from '../../platform/runtime.ts';
import { registryItems } from '../dictionary/index.ts';
import { fold, sourcesOf, standing, statementsOf, type Values } from '../source/index.ts';
import { countedOf, tell } from './commands.ts';
import { locate } from './locate.ts';
import { openSealed, type PlaceRow, type PlaceWrite, type Standing, writePlaces } from './row.ts';
import { REGISTRY } from './rules.ts';
import { refuseTaken } from './taken.ts';
import { part } from './values.ts';

/** A place as these values have it: in the grid of its point, else where somebody put it. */
export async function standsBy(
  ctx: Context,
  row: PlaceRow,
  values: Values,
): Promise<{ next: Standing; hidden: Values }> {
  const { open, hidden } = part(await registryItems(ctx.runtime), row.subject, values);
  const { lng, lat, ...items } = open;
  const point = typeof lng === 'number' && typeof lat === 'number' ? { lng, lat } : null;
  const lies = await locate(ctx.runtime, point, row.area_by === 'hand' ? row.area_id : null);
  return { next: { ...row, ...lies, items, public: row.public && point !== null }, hidden };
}

/** Tells that something else holds of a place now; returns what is to be written. `sealed` is what stood about persons. */
export async function changed(
  ctx: Context,
  before: PlaceRow,
  { next, hidden }: { next: Standing; hidden: Values },
  sealed: Values,
  data: Record<string, unknown>,
): Promise<PlaceWrite> {
  const hash = await tell(ctx, {
    ...{ kind: 'place.changed', row: next, data, prevHash: before.event_hash },
    ...{ from: countedOf(before), to: [next.area_id, String(next.items.kind ?? before.kind)] },
  });
  const same = JSON.stringify(sealed) === JSON.stringify(hidden);
  return { row: next, hidden: same ? null : hidden, before, hash };
}

/**
 * Writes a locked place as all that was said of it and not taken back has it. `may` refuses what it then is, where it lies. Refuses an identifier that
 * another one carries by now.
 */
export async function rewrite(
  ctx: Context,
  row: PlaceRow,
  data: Record<string, unknown>,
  may: (next: Standing) => void,
): Promise<void> {
  const [sources, sealed] = [await sourcesOf(ctx.runtime), await openSealed(ctx, row.id)];
  const held = fold(standing(await statementsOf(ctx, [row.id])), (item) =>
    sources.order(REGISTRY[row.subject], item),
  );
  const values: Values = Object.fromEntries([...held].map(([code, { value }]) => [code, value]));
  const stands = await standsBy(ctx, row, values);
  may(stands.next);
  await refuseTaken(ctx, stands.next, stands.hidden);
  await writePlaces(ctx, [await changed(ctx, row, stands, sealed, data)]);
}

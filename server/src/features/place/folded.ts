import type { Context } from '../../platform/runtime.ts';
import { registryItems } from '../dictionary/index.ts';
import { fold, type Said, sourcesOf, standing, statementsOf, type Values } from '../source/index.ts';
import { countedOf, refuseTaken, tell } from './commands.ts';
import { locate } from './locate.ts';
import { openSealed, type PlaceRow, writePlace } from './row.ts';
import { REGISTRY } from './rules.ts';
import { part } from './values.ts';

/** What holds of a place by all of this, and the items on which somebody must decide. */
export async function foldOf(ctx: Context, row: PlaceRow, said: readonly Said[]) {
  const [registry, sources] = await Promise.all([registryItems(ctx.runtime), sourcesOf(ctx.runtime)]);
  const held = fold(said, (item) => sources.order(REGISTRY[row.subject], item));
  const values: Values = Object.fromEntries([...held].map(([code, { value }]) => [code, value]));
  const waiting = [...held].filter(([, { open }]) => open).map(([code]) => code);
  return { ...part(registry, row.subject, values), waiting };
}

/**
 * Writes a locked place as all that was said of it and not taken back has it. `may` refuses the area it then lies in. Refuses an identifier that
 * another one carries by now. Returns the items on which somebody must decide.
 */
export async function rewrite(
  ctx: Context,
  row: PlaceRow,
  data: Record<string, unknown>,
  may: (area: string | null) => void,
): Promise<string[]> {
  const before = await openSealed(ctx, row.id);
  const { open, hidden, waiting } = await foldOf(ctx, row, standing(await statementsOf(ctx, [row.id])));
  const { lng, lat, ...items } = open;
  const point = typeof lng === 'number' && typeof lat === 'number' ? { lng, lat } : null;
  const lies = await locate(ctx.runtime, point, row.area_by === 'hand' ? row.area_id : null);
  may(lies.area_id);
  const next = { ...row, ...lies, items, public: row.public && point !== null };
  await refuseTaken(ctx, next, hidden);
  const hash = await tell(ctx, {
    ...{ kind: 'place.changed', row: next, data, prevHash: row.event_hash },
    ...{ from: countedOf(row), to: [next.area_id, String(items.kind ?? row.kind)] },
  });
  const same = JSON.stringify(before) === JSON.stringify(hidden);
  await writePlace(ctx, next, same ? null : hidden, { hash, isNew: false });
  return waiting;
}

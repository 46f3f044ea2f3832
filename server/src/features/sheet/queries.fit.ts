import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { FileRow } from '../../platform/sheet/cells.ts';
import type { SheetField, SheetTarget } from '../../platform/sheet/target.ts';
import { targetsOf } from './row.ts';
import { fitOf, fitsBetter } from './rules.head.ts';

/**
 * The kind of table that a file clearly looks like by its headings, other than the one it was handed in as; of those that the actor may hand in.
 * Null where there is none, or where two look alike.
 */
export async function betterTarget(
  runtime: Runtime,
  actor: Actor,
  subject: string,
  fields: readonly SheetField[],
  top: readonly FileRow[],
): Promise<SheetTarget | null> {
  const own = fitOf(top, fields);
  const others = await Promise.all(
    targetsOf(runtime, actor)
      .filter((target) => target.subject !== subject)
      .map(async (target) => ({ target, fit: fitOf(top, await target.fields(runtime, actor)) })),
  );
  const [best, next] = others
    .filter(({ fit }) => fitsBetter(fit, own))
    .sort((a, b) => b.fit.known - a.fit.known);
  return best && best.fit.known !== next?.fit.known ? best.target : null;
}

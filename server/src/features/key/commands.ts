import type { Actor } from '../../platform/access.ts';
import { conflict } from '../../platform/errors.ts';
import { rotateKey } from '../../platform/keys/change.ts';
import { keyRows } from '../../platform/keys/store.ts';
import { type Runtime, run } from '../../platform/runtime.ts';

/** Changes the data key, once for whoever saw `number` as the newest: refused (409) when another was made since. */
export function changeKey(
  runtime: Runtime,
  actor: Actor,
  { number, reason }: { number: number; reason: string },
): Promise<{ number: number }> {
  return run(runtime, actor, async (ctx) => {
    const newest = (await keyRows(ctx.db)).findLast(({ purpose }) => purpose === 'seal')!.number;
    if (newest !== number)
      throw conflict('stale', '密钥刚被更换过，请刷新后再看是否还要更换。', { number: newest });
    return rotateKey(ctx, { reason });
  });
}

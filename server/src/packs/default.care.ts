import { readFile } from 'node:fs/promises';
import { parseLevels, provideLevels } from '../features/care/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Adds the pack's levels of care that a city does not have yet. */
export async function provideCare(runtime: Runtime, folder: URL): Promise<void> {
  const levels = parseLevels(await readFile(new URL('care.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => provideLevels(ctx, levels));
}

import { readFile } from 'node:fs/promises';
import { parseSettings, provideSettings } from '../features/judgement/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Publishes the pack's settings of judging where a city has none yet: what it published since is not overwritten. */
export async function provideJudgement(runtime: Runtime, folder: URL): Promise<void> {
  const settings = parseSettings(await readFile(new URL('judgement.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => provideSettings(ctx, settings));
}

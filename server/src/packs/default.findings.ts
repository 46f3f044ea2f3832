import { readFile } from 'node:fs/promises';
import { parsePolicy, providePolicy } from '../features/finding/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Publishes the pack's rules of findings where a city has none yet. */
export async function provideFindings(runtime: Runtime, folder: URL): Promise<void> {
  const policy = parsePolicy(await readFile(new URL('findings.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => providePolicy(ctx, policy));
}

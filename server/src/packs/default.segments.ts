import { readFile } from 'node:fs/promises';
import { parseSegments, provideSegments } from '../features/ledger/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Adds the pack's segments and tags that a city does not have yet. */
export async function provideSegmentsOf(runtime: Runtime, folder: URL): Promise<void> {
  const pack = parseSegments(await readFile(new URL('segments.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => provideSegments(ctx, pack));
}

import { readFile } from 'node:fs/promises';
import { parseSources, syncSources } from '../features/source/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Brings the sources of the registry to what the pack says; a city's own rules stay. */
export async function provideSources(runtime: Runtime, folder: URL): Promise<void> {
  const data = parseSources(await readFile(new URL('registry/sources.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => syncSources(ctx, data));
}

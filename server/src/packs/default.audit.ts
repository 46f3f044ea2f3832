import { readFile } from 'node:fs/promises';
import { parseAuditPolicy, provideAuditPolicy } from '../features/audit/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Publishes the pack's rules of unusual reading where a city has none yet. */
export async function provideAudit(runtime: Runtime, folder: URL): Promise<void> {
  const policy = parseAuditPolicy(await readFile(new URL('audit.yaml', folder), 'utf8'));
  await run(runtime, SYSTEM, (ctx) => provideAuditPolicy(ctx, policy));
}

import { readFile } from 'node:fs/promises';
import { parseRules, provideRules } from '../features/routing/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { type Runtime, run } from '../platform/runtime.ts';

/** Publishes the pack's routing rules where a city has none yet. Throws, in words, when the file is wrong. */
export async function provideRouting(runtime: Runtime, folder: URL): Promise<void> {
  const text = await readFile(new URL('routing/standard.yaml', folder), 'utf8');
  const { value, findings } = parseRules(text);
  if (!value)
    throw new Error(`routing/standard.yaml 有误：${findings.map(({ message }) => message).join('；')}`);
  await run(runtime, SYSTEM, (ctx) => provideRules(ctx, value, text));
}

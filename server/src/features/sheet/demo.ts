import { Readable } from 'node:stream';
import type { Actor } from '../../platform/access.ts';
import type { PartStream } from '../../platform/files/upload.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { startSheet } from './commands.start.ts';
import { takeSheet } from './commands.upload.ts';
import { readSheet } from './queries.ts';

/** Hands a table of people in and starts its import as somebody does on the screen; the program works it off as soon as it runs. */
export async function loadDemoSheet(
  runtime: Runtime,
  actor: Actor,
  name: string,
  text: string,
): Promise<void> {
  const part = Object.assign(Readable.from([Buffer.from(text)]), { truncated: false }) as PartStream;
  const id = await takeSheet(runtime, actor, 'person', part, name);
  const { suggested } = await readSheet(runtime, actor, id);
  await startSheet(runtime, actor, id, { mapping: suggested, trial: false });
}

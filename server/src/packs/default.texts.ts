import { keepPackTexts } from '../features/config/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { TextFile } from './folder.ts';

/** The folders of a pack whose files are documents of the configuration, and whether their name is the code. */
const KINDS = {
  workflows: 'workflow',
  types: 'type',
  calendars: 'calendar',
  ladders: 'ladder',
  indicators: 'scheme',
};
const NAMED = new Set(['calendars', 'ladders']);

/** Keeps the files of a pack as they were written, to be read and edited so. */
export async function keepTexts(
  runtime: Runtime,
  files: { [folder in keyof typeof KINDS]: TextFile[] },
): Promise<void> {
  const texts = Object.entries(KINDS).flatMap(([folder, kind]) =>
    files[folder as keyof typeof KINDS].map(({ name, text }) => ({
      kind,
      text,
      ...(NAMED.has(folder) && { code: name.replace(/^.*\/|\.yaml$/g, '') }),
    })),
  );
  await keepPackTexts(runtime, texts);
}

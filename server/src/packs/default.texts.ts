import { readFile } from 'node:fs/promises';
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
/** Files that are a document by themselves. */
const ALONE = { 'judgement.yaml': 'judgement', 'findings.yaml': 'finding' };
const NAMED = new Set(['calendars', 'ladders']);

/** Keeps the files of a pack as they were written, to be read and edited so. */
export async function keepTexts(
  runtime: Runtime,
  files: { [folder in keyof typeof KINDS]: TextFile[] },
  folder: URL,
): Promise<void> {
  const texts = Object.entries(KINDS).flatMap(([of, kind]) =>
    files[of as keyof typeof KINDS].map(({ name, text }) => ({
      kind,
      text,
      ...(NAMED.has(of) && { code: name.replace(/^.*\/|\.yaml$/g, '') }),
    })),
  );
  const alone = Object.entries(ALONE).map(async ([file, kind]) => ({
    kind,
    code: 'standard',
    text: await readFile(new URL(file, folder), 'utf8'),
  }));
  await keepPackTexts(runtime, [...texts, ...(await Promise.all(alone))]);
}

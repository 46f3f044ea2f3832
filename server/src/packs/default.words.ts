import { readFile } from 'node:fs/promises';
import { type PackWords, parseWords } from '../features/dictionary/index.ts';
import { type TextFile, yamlFiles } from './folder.ts';

/** What things are kept about; each has a file of its items. */
const SUBJECTS = [
  'person',
  'household',
  'house',
  'building',
  'estate',
  'organisation',
  'vehicle',
  'place',
  'component',
  'incident',
];
/** The order in which the lists are shown: those of people first, empty ones last. */
const ORDER = [
  ...['person', 'population', 'house', 'organisation', 'place', 'incident', 'cases', 'groups', 'awaited'],
].map((name) => `${name}.yaml`);
/** A file that a city adds stands before the empty ones. */
const rank = ({ name }: TextFile): number =>
  ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length - 1.5;
/** Of another shape, read by the feature of disputes. */
const NOT_OURS = 'disputes.yaml';

/** The files that say which words a city uses: code lists, items of the registry, sensitive groups. */
export interface WordFiles {
  dictionaries: TextFile[];
  registry: TextFile[];
  groups: TextFile[];
}

/** Reads them as text. */
export async function readWordFiles(folder: URL): Promise<WordFiles> {
  const one = async (name: string) => ({ name, text: await readFile(new URL(name, folder), 'utf8') });
  const [lists, groups, ...registry] = await Promise.all([
    yamlFiles(new URL('dictionaries/', folder)),
    one('registry/groups.yaml'),
    ...SUBJECTS.map((subject) => one(`registry/${subject}.yaml`)),
  ]);
  const dictionaries = lists.filter(({ name }) => name !== NOT_OURS).sort((a, b) => rank(a) - rank(b));
  return { dictionaries, registry, groups: [groups] };
}

/** Reads what they say; throws with every fault in words. */
export const judgeWords = ({ dictionaries, registry, groups }: WordFiles): PackWords =>
  parseWords({ dictionaries, registry, groups: groups[0]! });

import { readdir, readFile } from 'node:fs/promises';

/** What ships with the program: the default pack and the demo city. */
export const DEFAULT_PACK = new URL('../../../packs/default/', import.meta.url);
export const DEMO_PACK = new URL('../../../packs/demo/', import.meta.url);

export interface TextFile {
  name: string;
  text: string;
}

/** The YAML files of a folder, by name. */
export async function yamlFiles(folder: URL): Promise<TextFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })),
  );
}

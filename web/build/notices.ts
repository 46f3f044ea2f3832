import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** Where the notices lie beside the pages. */
const NOTICES = 'THIRD-PARTY-NOTICES.txt';

interface Package {
  name: string;
  version: string;
  licence: string;
  author: string;
  home: string;
  folder: string;
  dependencies: string[];
}

const INSIDE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The folder of the package that a module of the bundle lies in; null for our own sources and what the builder made up. */
export function folderOf(id: string): string | null {
  const path = id
    .replace(/^\0+/, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  return INSIDE.exec(path)?.[1] ?? null;
}

const addressOf = (repository: unknown): string =>
  typeof repository === 'string' ? repository : ((repository as { url?: string })?.url ?? '');
const nameOf = (author: unknown): string =>
  typeof author === 'string' ? author : ((author as { name?: string })?.name ?? '');

/** What a package says of itself. */
function readPackage(folder: string): Package {
  const said = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return {
    name: said.name,
    version: said.version,
    licence: typeof said.license === 'string' ? said.license : (said.license?.type ?? ''),
    author: nameOf(said.author),
    home: said.homepage ?? addressOf(said.repository),
    folder,
    dependencies: Object.keys(said.dependencies ?? {}),
  };
}

function dependencyFolder(from: string, name: string): string | null {
  const paths = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((path) => existsSync(join(path, 'package.json'))) ?? null;
}

/**
 * The packages of these folders and all they are made of: some (the map) come with their dependencies already inside, where
 * the builder cannot see them. Sorted by name; each version once.
 */
export function packagesOf(folders: Iterable<string>): Package[] {
  const found = new Map<string, Package>();
  const visited = new Set<string>();
  const visit = (folder: string): void => {
    if (visited.has(folder)) return;
    visited.add(folder);
    const one = readPackage(folder);
    found.set(`${one.name}@${one.version}`, one);
    for (const name of one.dependencies) {
      // Types leave nothing in a bundle.
      const inner = name.startsWith('@types/') ? null : dependencyFolder(folder, name);
      if (inner) visit(inner);
    }
  };
  for (const folder of folders) visit(folder);
  return [...found.values()].sort((one, other) =>
    one.name < other.name ? -1 : one.name > other.name ? 1 : 0,
  );
}

/** The texts a package asks to be passed on: licence and notice files. */
function textsOf(folder: string): string[] {
  return readdirSync(folder)
    .filter(
      (file) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file) && !/\.(js|ts|json|html)$/.test(file),
    )
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The heading under which a package stands in the notices. */
export const headingOf = ({ name, version, licence }: Package): string => `${name} ${version} (${licence})`;

/** Of a package that comes without a text, the text its licence stands for. Throws where that would have to be judged. */
function wordsOf(one: Package): string {
  const texts = textsOf(one.folder);
  if (texts.length > 0) return texts.join('\n\n');
  if (one.licence !== 'MIT')
    throw new Error(
      `${headingOf(one)} comes without the text of its licence: find it, and say so in notices.ts`,
    );
  return `MIT License\n\nCopyright (c) ${one.author || `the authors of ${one.name}`}\n\n${MIT}`;
}

const LINE = '-'.repeat(80);

/** The notices of some packages as one text, each package under its heading. */
export function noticesText(packages: readonly Package[]): string {
  const blocks = packages.map((one) =>
    [LINE, headingOf(one), one.home, '', wordsOf(one), ''].filter((line, at) => line || at > 2).join('\n'),
  );
  const head = `呼应的网页包含以下 ${packages.length} 个第三方软件包（或由它们组成），各依其许可使用。\nThe pages of Huying contain, or are made of, the following packages, each under its own licence.\n`;
  return `${head}\n${blocks.join('\n')}`;
}

interface Built {
  modules?: Record<string, unknown>;
  originalFileNames?: string[];
}

/** Writes the notices of everything that really is in the built pages beside them. */
export function thirdPartyNotices(): Plugin {
  let root = '';
  return {
    name: 'huying-notices',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_, output) {
      const ids = (Object.values(output) as Built[]).flatMap(({ modules = {}, originalFileNames = [] }) => [
        ...Object.keys(modules),
        ...originalFileNames.map((name) => resolve(root, name)),
      ]);
      const folders = new Set(ids.flatMap((id) => folderOf(id) ?? []));
      this.emitFile({ type: 'asset', fileName: NOTICES, source: noticesText(packagesOf(folders)) });
    },
  };
}

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { notices } from '../src/ui/notices.ts';
import { folderOf, noticesText, packagesOf } from './notices.ts';

const WEB = fileURLToPath(new URL('..', import.meta.url));

interface Piece {
  fileName: string;
  moduleIds?: string[];
  source?: string | Uint8Array;
}

test('every package in the built pages stands in the notices with its licence, also those the map brings inside it', async () => {
  const made = await build({
    root: WEB,
    configFile: join(WEB, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false },
  });
  const pieces = [made].flat().flatMap((each) => (each as unknown as { output: Piece[] }).output);
  const text = String(pieces.find(({ fileName }) => `/${fileName}` === notices)?.source);
  const bundled = new Set(
    pieces.flatMap(({ moduleIds = [] }) =>
      moduleIds.flatMap(
        (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? [],
      ),
    ),
  );
  assert.ok(bundled.size > 50, `${bundled.size} packages in the bundle`);
  for (const name of [...bundled, 'earcut', 'pbf']) {
    const at = text.indexOf(`\n${name} `);
    assert.ok(at >= 0, `${name} is in the pages, but not in the notices`);
    const block = text.slice(at, text.indexOf('\n-----', at));
    assert.match(block, /copyright|licen[cs]e/i, `${name} has no licence there`);
    assert.ok(block.length > 400, `${name}: ${block}`);
  }
  for (const own of ['@huying/', '/home/', WEB]) assert.ok(!text.includes(own), own);
});

test('a package without a text and with a licence that must be judged stops the build', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'huying-notices-'));
  t.after(() => rmSync(root, { recursive: true }));
  const put = (name: string, said: object) => {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...said }));
    return folder;
  };
  const free = put('free', { license: 'MIT', author: { name: 'Ann' }, dependencies: { inner: '1' } });
  put('inner', { license: 'MIT' });
  assert.match(
    noticesText(packagesOf([free])),
    /free 1\.0\.0 \(MIT\)[\s\S]*Copyright \(c\) Ann[\s\S]*inner 1\.0\.0/,
  );
  const odd = put('odd', { license: 'SEE LICENSE' });
  assert.throws(() => noticesText(packagesOf([odd])), /odd 1\.0\.0/);
  writeFileSync(join(odd, 'LICENSE.md'), 'Do as you like.');
  assert.match(noticesText(packagesOf([odd])), /Do as you like\./);
});

test('modules are told from packages by where they lie', () => {
  assert.equal(folderOf('\0/x/node_modules/@a/b/es/c.js?commonjs'), '/x/node_modules/@a/b');
  assert.equal(folderOf('/x/node_modules/a/node_modules/b/c.css'), '/x/node_modules/a/node_modules/b');
  assert.equal(folderOf('/x/web/src/theme.ts'), null);
  assert.equal(folderOf('\0rolldown/runtime.js'), null);
});

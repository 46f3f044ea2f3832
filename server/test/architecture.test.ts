import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deadFaults } from './architecture.dead.ts';
import {
  codeOf,
  environmentFaults,
  featureFaults,
  importsOf,
  layerFaults,
  lengthFaults,
  ownerOf,
  platformFaults,
  pureFaults,
  type Source,
  type Tree,
  tableFaults,
  tablesMade,
  webFaults,
} from './architecture.rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = 'server/{bin,src,test},web,packs,bench,scripts,tools';

function readTree(): Tree {
  const paths = globSync([`{${FOLDERS}}/**/*.{ts,tsx,mjs,css}`, 'server/migrations/*.sql'], {
    cwd: ROOT,
    exclude: ['**/node_modules/**', '**/dist/**'],
  });
  const files = paths
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
  const app = files.find((file) => file.path === 'server/src/app.ts')!.text;
  const list = /FEATURES: Feature\[\] = \[([^\]]*)\]/.exec(app)?.[1] ?? '';
  const features = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const tables = files.filter((file) => file.path.endsWith('.sql')).flatMap((file) => tablesMade(file.text));
  return { features, tables: [...tables, 'migration'], files };
}

const tree = readTree();

/** A made-up tree of two features with these files. */
function made(...files: [string, string][]): Tree {
  const sources: Source[] = files.map(([path, text]) => ({ path, text }));
  return { features: ['area', 'task'], tables: ['area', 'area_place', 'task', 'event'], files: sources };
}

function faultless(faults: string[]): void {
  assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
}

function refuses(faults: string[], ...words: RegExp[]): void {
  assert.equal(faults.length, words.length, `\n${faults.join('\n')}`);
  for (const [i, word] of words.entries()) assert.match(faults[i]!, word);
}

test('the tree is read: features in their order, their tables, and their files', () => {
  assert.deepEqual(tree.features.slice(0, 2), ['area', 'account']);
  assert.ok(tree.tables.includes('matter_party'));
  assert.ok(tree.files.length > 80);
});

test('the platform imports no feature and holds no domain word', () => faultless(platformFaults(tree)));

test('a platform that knows the trade is refused', () => {
  const faults = platformFaults(
    made(
      ['server/src/platform/a.ts', "import { x } from '../features/area/index.ts';"],
      ['server/src/platform/b.ts', 'const text = sql`select * from matter_party`;'],
      ['server/src/platform/c.ts', '// a grid is only spoken of here\nconst template = 1;'],
      ['server/src/platform/d.ts', 'export function openMatters() {}'],
    ),
  );
  refuses(faults, /a\.ts .* imports server\/src\/features\/area/, /b\.ts .*“matter”/, /d\.ts .*“Matters”/);
});

test('a feature imports the platform, itself and the index.ts of earlier features', () =>
  faultless(featureFaults(tree)));

test('an import of a later feature, or past an index.ts, or of an unlisted feature is refused', () => {
  const faults = featureFaults(
    made(
      ['server/src/features/area/a.ts', "import type { T } from '../task/index.ts';"],
      [
        'server/src/features/task/b.ts',
        "export { x } from '../area/tree.ts';\nimport y from '../area/index.ts';",
      ],
      ['server/src/features/task/c.ts', "const p = await import('../../program.ts');"],
      ['server/src/features/task/e.ts', "import { make } from './sample.ts';"],
      ['server/src/features/task/sample.ts', "import { make } from '../area/sample.ts';"],
      ['server/src/packs/f.ts', "import { tree } from '../features/area/tree.ts';"],
      ['server/src/app.ts', "import { area } from './features/area/feature.ts';"],
      ['server/src/features/other/d.ts', "import z from './z.ts';"],
    ),
  );
  refuses(
    faults,
    /features\/other is not in/,
    /task comes after area/,
    /only its index\.ts/,
    /imports the platform, itself/,
    /factories are for tests/,
    /packs\/f\.ts .* only its index\.ts/,
  );
});

test('only the owner writes its tables', () => faultless(tableFaults(tree)));

test('a write to a table of another is refused, in SQL and through Kysely; a read is not', () => {
  const faults = tableFaults(
    made(
      [
        'server/src/features/task/a.ts',
        'sql`with x as (insert into area_place (id) values (1)) select 1 from area`',
      ],
      ['server/src/features/task/b.ts', "db.updateTable('area').set({}); sql`delete\n from task`"],
      ['server/src/features/area/c.ts', 'sql`update event set kind = 1`'],
      ['server/src/platform/d.ts', 'sql`update task set x = 1; insert into event values (1)`'],
      ['server/src/features/area/e.test.ts', 'sql`delete from task`'],
      ['server/migrations/20260101T0000_area_more.sql', 'create table place (id int);'],
    ),
  );
  refuses(
    faults,
    /a\.ts writes area_place/,
    /b\.ts writes area,/,
    /c\.ts writes event, .* platform/,
    /d\.ts writes task/,
    /makes place/,
  );
  assert.equal(ownerOf(tree, 'matter_party'), 'matter');
});

test('inside a feature: routes, then commands and queries, then policy and rules', () =>
  faultless(layerFaults(tree)));

test('an import upward inside a feature, and SQL in routes, are refused', () => {
  const faults = layerFaults(
    made(
      ['server/src/features/area/queries.list.ts', "import { move } from './commands.ts';"],
      [
        'server/src/features/area/rules.ts',
        "import { see } from './policy.ts';\nimport type { Q } from './queries.ts';",
      ],
      [
        'server/src/features/area/routes.ts',
        "import { sql } from 'kysely';\nimport { move } from './commands.ts';",
      ],
    ),
  );
  refuses(
    faults,
    /queries\.list\.ts imports .*commands/,
    /rules\.ts imports .*policy/,
    /routes\.ts imports kysely/,
  );
});

test('decisions are pure', () => faultless(pureFaults(tree)));

test('a decision that reads a clock, a file or the database, also through a neighbour, is refused', () => {
  const faults = pureFaults(
    made(
      ['server/src/features/area/rules.ts', "import { near } from './near.ts';\nconst at = new Date(0);"],
      [
        'server/src/features/area/near.ts',
        "import { readFile } from 'node:fs/promises';\nconst now = Date.now();",
      ],
      [
        'server/src/features/task/rules.due.ts',
        "import type { Db } from '../../platform/database/open.ts';\nconst x = new Date();",
      ],
      ['server/src/features/task/rules.hash.ts', "import { createHash } from 'node:crypto';"],
      ['server/src/features/task/rules.id.ts', "import { randomUUID } from 'node:crypto';"],
      ['server/src/features/task/other.ts', 'const x = new Date();'],
    ),
  );
  refuses(
    faults,
    /near\.ts \(run by .*Date\.now/,
    /near\.ts .*node:fs/,
    /rules\.due\.ts uses new Date\(\)/,
    /rules\.id\.ts uses randomUUID/,
  );
});

test('the web knows nothing of the server, nor the server of the web', () => faultless(webFaults(tree)));

test('a web page that imports the server is refused', () => {
  const faults = webFaults(
    made(
      ['web/src/a.ts', "import { x } from '../../server/src/platform/ids.ts';"],
      ['web/e2e/b.ts', "import { x } from '../../server/src/program.ts';"],
      ['server/src/c.ts', "import { x } from '../../web/src/theme.ts';"],
    ),
  );
  refuses(faults, /web\/src\/a\.ts/, /server\/src\/c\.ts/);
});

test('no file is longer than 300 lines', () => faultless(lengthFaults(tree)));

test('a file of 301 lines is refused unless it is generated', () => {
  const long = 'x\n'.repeat(301);
  refuses(
    lengthFaults(made(['a.ts', long], ['b.ts', `// Generated by c\n${long}`], ['d.ts', 'x\n'.repeat(300)])),
    /a\.ts has 301/,
  );
});

test('only config.ts reads the environment', () => faultless(environmentFaults(tree)));

test('a file that reads the environment is refused', () => {
  const text = 'const port = process.env.PORT;';
  refuses(
    environmentFaults(
      made(['server/src/a.ts', text], ['server/src/config.ts', text], ['server/bin/b.ts', text]),
    ),
    /src\/a\.ts/,
  );
});

test('everything that is exported is used', () => faultless(deadFaults(tree)));

test('an export that nothing uses is refused', () => {
  const faults = deadFaults(
    made(
      ['a.ts', 'export function used() {}\nexport const inside = 1;\nexport type T = typeof inside;'],
      [
        'b.ts',
        "import { used } from './a.ts';\nexport const late = used(); // late is spoken of, T is not\n",
      ],
    ),
  );
  refuses(faults, /a\.ts exports T,/, /b\.ts exports late,/);
});

test('imports are read in every form they are written in', () => {
  const text = `import a, { b } from './a.ts';
    import type { C } from '../c.ts'; import { type D, type E } from 'd'; import { type F, g } from "f";
    export * from './h.ts'; import 'i'; const j = await import('./j.ts'); // import k from './k.ts'
    const url = 'http://x.y'; import l from './l.ts';`;
  const found = importsOf({ path: 'x/y/z.ts', text });
  assert.deepEqual(
    found.map(({ from, typeOnly }) => (typeOnly ? `type ${from}` : from)),
    ['x/y/a.ts', 'type x/c.ts', 'type d', 'f', 'x/y/h.ts', 'i', 'x/y/j.ts', 'x/y/l.ts'],
  );
  assert.equal(codeOf("a('// kept') // gone"), "a('// kept') ");
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { demoCity } from '../../packs/demo/city.ts';
import { emptyTemplate, TEST_KEY, testProgram } from '../test/harness.ts';

const program = await testProgram(await emptyTemplate());
await program.runtime.live.start();
const folder = await mkdtemp(join(tmpdir(), 'huying-admin-'));
after(() => rm(folder, { recursive: true, force: true }));
const PROGRAM = fileURLToPath(new URL('./admin.ts', import.meta.url));
const city = demoCity();

/** The command line as an operator calls it, on this test's database. */
function admin(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: program.ownerUrl, HUYING_DATA: folder, HUYING_KEY: TEST_KEY };
  return new Promise((done) =>
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    ),
  );
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** A running server hears of what another program changed by the event, within a moment. */
async function found(code: string): Promise<boolean> {
  for (let i = 0; i < 30; i++) {
    if ((await program.http.inject({ url: `/api/areas/${code}` })).statusCode === 200) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

test('codes are tried, then imported, with each faulty row named', async () => {
  const rows = city.areas.filter((area) => area.level !== 'grid');
  const lines = rows.map(({ code, name, parentCode }) => `${code},${name},${parentCode ?? ''}`);
  const path = await file('codes.csv', ['code,name,parent', ...lines, '123,坏编码,'].join('\n'));
  const dry = await admin('area', 'import-codes', path, '--dry-run');
  assert.equal(dry.code, 0, dry.err);
  assert.match(dry.out, new RegExp(`错误 第 ${rows.length + 2} 行（code）：.*3 位`));
  assert.equal(await found('429998'), false);
  const done = await admin('area', 'import-codes', path);
  assert.match(done.out, new RegExp(`新建 ${rows.length}，`));
  assert.equal(await found('429998'), true);
});

test('boundaries bring the grids along and are reported: no gap, no overlap', async () => {
  const features = city.areas.flatMap(({ code, name, kind, boundary }) =>
    boundary
      ? [
          {
            type: 'Feature',
            properties: { GRID_NO: code, name, 类型: kind === 'special' ? '专属网格' : '' },
            geometry: boundary,
          },
        ]
      : [],
  );
  const path = await file('grids.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
  const wrong = await admin('area', 'import-boundaries', path);
  assert.equal(wrong.code, 1, 'no usual property holds the code');
  assert.match(wrong.out, /现有属性：GRID_NO|现有属性:GRID_NO/);
  const done = await admin('area', 'import-boundaries', path, '--code', 'GRID_NO');
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /边界版本 1：空隙 0，重叠 0，超出上级 0，没有上级 0，没有边界 0/);
  assert.equal(await found('429998001001001'), true);
});

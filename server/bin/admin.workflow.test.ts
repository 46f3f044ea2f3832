import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./admin.ts', import.meta.url));
const FLOW = fileURLToPath(new URL('../../packs/default/workflows/repair.yaml', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'huying-lint-'));
after(() => rm(folder, { recursive: true, force: true }));

function lint(...files: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) =>
    execFile(process.execPath, [PROGRAM, 'workflow', 'lint', ...files], (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    ),
  );
}

test('a shipped flow passes without a database', async () => {
  const { code, out } = await lint(FLOW);
  assert.deepEqual([code, out.includes('没有发现问题') || out.includes('注意')], [0, true], out);
});

test('a flow with a state nobody reaches is named and the command fails', async () => {
  const text = await readFile(FLOW, 'utf8');
  const island = '  island:\n    name: 孤岛\n    phase: handle\n    owner: centre\n';
  const file = join(folder, 'bad.yaml');
  await writeFile(file, text.replace('\nstates:\n', `\nstates:\n${island}`));
  const { code, out, err } = await lint(file);
  assert.equal(code, 1);
  assert.match(out, /错误 states\.island[^\n]*unreachable/);
  assert.match(err, /改正后才能发布/);
});

test('a file that is not there is said so', async () => {
  assert.equal((await lint(join(folder, 'none.yaml'))).code, 1);
});

test('without a file all flows that are shipped are judged, and none has an error', async () => {
  const { code, out } = await lint();
  assert.equal(code, 0, out);
  for (const flow of ['city-event', 'complaint', 'dispute', 'repair', 'whistle', 'wish'])
    assert.match(out, new RegExp(flow));
});

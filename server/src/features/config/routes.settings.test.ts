import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { DEFAULT_PACK } from '../../packs/folder.ts';

const program = await testProgram(await demoTemplate());
const { runtime, http } = program;
const headers = await signIn(program, 'admin');
async function ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const answer = await http.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}
const read = async (url: string) => (await ask('GET', `/api/config/${url}`)).body;
const save = (url: string, text: string) => ask('PUT', `/api/config/${url}/draft`, { text, version: 0 });
const judge = async (kind: string, text: string) =>
  (await ask('POST', `/api/config/${kind}/lint`, { code: 'standard', text })).body.findings.map(
    ({ line, message }: { line: number; message: string }) => `${line} ${message}`,
  );
const lineOf = (text: string, word: string) => text.split('\n').findIndex((line) => line.includes(word)) + 1;

test('rules of findings and settings of judging are edited like everything else', async () => {
  const rules = await read('finding/standard');
  assert.equal(rules.text, await readFile(new URL('findings.yaml', DEFAULT_PACK), 'utf8'));
  const far = rules.text.replace('radius: 100', 'radius: 5000');
  assert.deepEqual(await judge('finding', far), [`${lineOf(far, '5000')} 「半径（米）」不能大于 300。`]);
  const unknown = rules.text.replace('types: [repair]', 'types: [nothing]');
  assert.deepEqual(await judge('finding', unknown), [
    `${lineOf(unknown, 'nothing')} 没有事项类型「nothing」。`,
  ]);
  const draft = rules.text.replace(
    'name: 同一地点反复反映, radius: 100',
    'name: 同一地点反复反映, radius: 200',
  );
  const { version } = (await save('finding/standard', draft)).body;
  const done = await ask('POST', '/api/config/finding/standard/publish', { version });
  assert.deepEqual([done.status, done.body.version], [200, 2]);
  const { rows } = await sql<{ spec: { rules: { radius: number }[] } }>`
    select spec from finding_policy order by version desc limit 1`.execute(runtime.db);
  assert.equal(rows[0]!.spec.rules[1]!.radius, 200);

  const settings = await read('judgement/standard');
  assert.equal(settings.text, await readFile(new URL('judgement.yaml', DEFAULT_PACK), 'utf8'));
  const wrong = settings.text.replace('sources: [hotline]', 'sources: [pigeon]');
  assert.deepEqual(await judge('judgement', wrong), [`${lineOf(wrong, 'pigeon')} 没有来源「pigeon」。`]);
  const more = await save('judgement/standard', settings.text.replace('attempts: 3', 'attempts: 4'));
  const published = await ask('POST', '/api/config/judgement/standard/publish', more.body);
  assert.deepEqual([published.status, published.body.version], [200, 2]);
});

test('words around what is said are kept, although it says the same and stays the version it is', async () => {
  const before = await read('ladder/standard');
  const { version } = (await save('ladder/standard', `${before.text}# 为什么这样定\n`)).body;
  const done = await ask('POST', '/api/config/ladder/standard/publish', { version });
  assert.deepEqual([done.status, done.body.version], [200, before.version]);
  const after = await read('ladder/standard');
  assert.match(after.text, /# 为什么这样定\n$/);
  assert.equal(after.versions.length, Math.max(1, before.versions.length));
});

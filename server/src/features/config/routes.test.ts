import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { accountId, demoTemplate } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { DEFAULT_PACK } from '../../packs/folder.ts';
import { loadDefaultPack } from '../../packs/index.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { placeFindings } from './judge.ts';

const program = await testProgram(await demoTemplate());
const { runtime, http } = program;
const second = await run(runtime, SYSTEM, async (ctx) =>
  createStaff(ctx, {
    username: 'admin2',
    name: '另一位管理员',
    passwordHash: 'none',
    relations: [{ role: 'system_admin' }],
  }),
);
const headers = {
  admin: bearer(await tokenFor(runtime, await accountId(program, 'admin'), 'staff')),
  admin2: bearer(await tokenFor(runtime, second.id, 'staff')),
  community1: bearer(await tokenFor(runtime, await accountId(program, 'community1'), 'staff')),
};
async function ask(
  who: keyof typeof headers,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
) {
  const answer = await http.inject({ method, url, headers: headers[who], ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}
const read = async (url: string) => (await ask('admin', 'GET', `/api/config/${url}`)).body;
const save = (url: string, text: string, version = 0, who: keyof typeof headers = 'admin') =>
  ask(who, 'PUT', `/api/config/${url}/draft`, { text, version, note: '试一试' });

test('everything that is configured is listed by kind, with version and who published it', async () => {
  const { body } = await ask('admin', 'GET', '/api/config');
  const kinds = new Set(body.items.map(({ kind }: { kind: string }) => kind));
  for (const kind of ['workflow', 'type', 'categories', 'matrix', 'routing', 'calendar', 'ladder', 'scheme'])
    assert.ok(kinds.has(kind), kind);
  for (const kind of ['judgement', 'finding']) assert.ok(kinds.has(kind), kind);
  for (const { kind, code, name } of body.items)
    assert.match(name, /\p{Script=Han}{2}/u, `${kind} ${code} has a name to be read`);
  assert.ok(
    body.items.some(({ name }: { name: string }) => name === '城市管理部件与事件（GB/T 30428.2—2013）'),
  );
});

test('what is in force, read and judged as it is, is without errors', async () => {
  const { body } = await ask('admin', 'GET', '/api/config');
  for (const { kind, code } of body.items) {
    const { text } = await read(`${kind}/${code}`);
    const judged = await ask('admin', 'POST', `/api/config/${kind}/lint`, { code, text });
    assert.equal(
      judged.body.errors,
      0,
      `${kind} ${code}: ${JSON.stringify(judged.body.findings?.slice(0, 3))}`,
    );
  }
});

test('a text that tells its version tells the one at the head of the page, also after it was published', async () => {
  const versionIn = (text: string) => Number(/^version: (\d+)$/m.exec(text)?.[1]);
  const before = await read('workflow/dispute');
  assert.equal(versionIn(before.text), before.version);
  const { version } = (await save('workflow/dispute', before.text.replace(/^name: .*$/m, 'name: 纠纷调处')))
    .body;
  const { body } = await ask('admin', 'POST', '/api/config/workflow/dispute/publish', { version });
  const after = await read('workflow/dispute');
  assert.deepEqual([body.version, versionIn(after.text), after.version], Array(3).fill(before.version + 1));
});

test('what a pack brought is read as it was written, with its comments and in its order', async () => {
  const { text, versions } = await read('workflow/wish');
  assert.equal(text, await readFile(new URL('workflows/wish.yaml', DEFAULT_PACK), 'utf8'));
  assert.deepEqual(
    versions.map((each: { by: string }) => each.by),
    ['随配置包'],
  );
});

test('a draft changes nothing; another who saved meanwhile is told, and both texts are there', async () => {
  const before = await read('calendar/standard');
  const mine = await save('calendar/standard', before.text.replace('name: ', 'name: 我的'));
  assert.equal(mine.body.version, 1);
  const theirs = await save('calendar/standard', `${before.text}\n# 别人的`, 0, 'admin2');
  assert.equal(theirs.status, 409);
  assert.equal(theirs.body.code, 'draft_changed');
  assert.match(theirs.body.draft.text, /我的/);
  const after = await read('calendar/standard');
  assert.equal(after.text, before.text);
  assert.equal(after.draft.text, before.text.replace('name: ', 'name: 我的'));
  const gone = await ask('admin', 'DELETE', '/api/config/calendar/standard/draft?version=1');
  assert.equal(gone.status, 200);
});

test('findings stand at their lines, and a draft with errors is not published', async () => {
  const { text } = await read('workflow/wish');
  const broken = text.replace(/^initial: .*$/m, 'initial: nowhere');
  const line = broken.split('\n').indexOf('initial: nowhere') + 1;
  const { body } = await ask('admin', 'POST', '/api/config/workflow/lint', { code: 'wish', text: broken });
  assert.ok(body.findings.some((each: { line: number }) => each.line === line));
  assert.ok(body.graph.nodes.length > 3, 'drawn although it is not right yet');
  await save('workflow/wish', broken);
  const refused = await ask('admin', 'POST', '/api/config/workflow/wish/publish', { version: 1 });
  assert.equal(refused.status, 422);
  assert.equal((await read('workflow/wish')).version, (await read('workflow/wish')).draft.base_version);
  await ask('admin', 'DELETE', '/api/config/workflow/wish/draft?version=1');
});

test('a published draft is in force, its text kept with comments, and every step is an event', async () => {
  const before = await read('type/wish');
  const text = `# 本市的说法\n${before.text.replace(/^name: .*$/m, 'name: 民生愿望')}`;
  await save('type/wish', text);
  const { body } = await ask('admin', 'POST', '/api/config/type/wish/publish', { version: 1 });
  assert.equal(body.version, 2);
  const after = await read('type/wish');
  assert.equal(after.text, text);
  assert.deepEqual(
    after.versions.map((each: { version: number; by: string }) => `${each.version} ${each.by}`),
    ['2 系统管理员', '1 随配置包'],
  );
  assert.equal((await read('type/wish/versions/1')).text, before.text);
  const { rows } = await sql<{ kind: string; name: string }>`
    select e.kind, a.name from event e join account a on a.id = e.actor
    where e.subject_kind = 'config' and e.data ->> 'code' = 'wish' and e.data ->> 'kind' = 'type' order by e.seq`.execute(
    runtime.db,
  );
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['config.draft', 'config.published'],
  );
  const types = await ask('admin', 'GET', '/api/workflows/wish');
  assert.equal(types.body.types[0].name, '民生愿望');
});

test('a newer pack leaves alone what the city published itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'huying-pack-'));
  after(() => rm(folder, { recursive: true, force: true }));
  await cp(DEFAULT_PACK, folder, { recursive: true });
  await appendFile(join(folder, 'types/wish.yaml'), '# a newer pack\n');
  assert.equal(await loadDefaultPack(runtime, pathToFileURL(`${folder}/`)), true);
  assert.match((await read('type/wish')).text, /民生愿望/);
});

test('who began on an older version is told, and publishes only knowingly', async () => {
  const { text } = await read('calendar/standard');
  const { version } = (await save('calendar/standard', `${text}# 旧稿\n`)).body;
  await sql`update config_draft set base_version = 7 where kind = 'calendar'`.execute(runtime.db);
  const told = await ask('admin', 'POST', '/api/config/calendar/standard/publish', { version });
  assert.deepEqual([told.status, told.body.code], [409, 'older_base']);
  const done = await ask('admin', 'POST', '/api/config/calendar/standard/publish', {
    version,
    over: true,
  });
  assert.equal(done.status, 200);
});

test('where two persons are asked for, the author does not publish, another does', async () => {
  const { text, version } = await read('ladder/standard');
  await save('ladder/standard', text.replace(/^name: .*$/m, 'name: 本市阶梯'));
  runtime.config.publishByTwo = true;
  try {
    const own = await ask('admin', 'POST', '/api/config/ladder/standard/publish', { version: 1 });
    assert.deepEqual([own.status, own.body.code], [409, 'second_person']);
    const other = await ask('admin2', 'POST', '/api/config/ladder/standard/publish', { version: 1 });
    assert.equal(other.body.version, version + 1);
  } finally {
    runtime.config.publishByTwo = false;
  }
  const [newest] = (await read('ladder/standard')).versions;
  assert.deepEqual([newest.by, newest.author], ['另一位管理员', '系统管理员']);
});

test('a bundle carries everything to another city, where it lands as drafts and never live', async () => {
  const { body } = await ask('admin', 'GET', '/api/config/export?kinds=routing,calendar');
  const again = await ask('admin', 'POST', '/api/config/import', { text: body.text });
  assert.deepEqual([again.body.drafts, again.body.same.length], [[], 2], 'what is the same makes no draft');
  const other = body.text.replace('标准分派规则', '别市的分派规则');
  const { body: landed } = await ask('admin', 'POST', '/api/config/import', { text: other });
  assert.deepEqual(landed.drafts, [{ kind: 'routing', code: 'standard' }]);
  const { draft, name } = await read('routing/standard');
  assert.match(draft.text, /别市/);
  assert.equal(name, '标准分派规则');
  assert.deepEqual(
    (await ask('admin', 'POST', '/api/config/import', { text: other })).body.kept,
    landed.drafts,
    'a draft that is there is not overwritten',
  );
  const bad = await ask('admin', 'POST', '/api/config/import', { text: 'format: other' });
  assert.equal(bad.status, 422);
});

test('a new document is a draft first and can be chosen once it is published', async () => {
  const { text } = await read('type/wish');
  const own = text.replace(/^code: .*$/m, 'code: wish-2').replace(/^name: .*$/m, 'name: 共享微心愿');
  assert.equal((await save('type/wish-2', text)).status, 200);
  const wrong = await ask('admin', 'POST', '/api/config/type/wish-2/publish', { version: 1 });
  assert.deepEqual([wrong.status, wrong.body.fields[0].code], [422, 'other_code']);
  await save('type/wish-2', own, 1);
  const offered = async () =>
    (await ask('community1', 'GET', '/api/catalog/types')).body.items.some(
      ({ code }: { code: string }) => code === 'wish-2',
    );
  assert.equal(await offered(), false);
  const { body } = await ask('admin', 'POST', '/api/config/type/wish-2/publish', { version: 2 });
  assert.equal(body.version, 1);
  assert.equal(await offered(), true);
  assert.equal(
    (await ask('admin', 'PUT', '/api/config/type/No good/draft', { text: own, version: 0 })).status,
    422,
  );
});

test('a new version of a flow is for new matters: open ones keep theirs', async () => {
  const open = async () => {
    const { body } = await ask('community1', 'POST', '/api/matters', {
      client_id: randomUUID(),
      type: 'wish',
      text: '想要一盏楼道灯',
      area: '429998001001',
      category: 'ws-other',
      contact: { name: '王某', phone: '13900000001' },
    });
    return body.id as string;
  };
  const versionOf = async (id: string) =>
    (
      await sql<{ v: number }>`select workflow_version as v from matter where id = ${id}::uuid`.execute(
        runtime.db,
      )
    ).rows[0]?.v;
  const first = await open();
  const { text, version } = await read('workflow/wish');
  const draft = (await save('workflow/wish', text.replace(/^name: .*$/m, 'name: 微心愿（新版）'))).body;
  const { body } = await ask('admin', 'POST', '/api/config/workflow/wish/publish', draft);
  assert.equal(body.version, version + 1);
  const later = await open();
  assert.deepEqual([await versionOf(first), await versionOf(later)], [version, version + 1]);
});

test('a path leads to the line of the deepest thing that is there', () => {
  const text = 'rules:\n  - code: a\n    units:\n      - unit: x\n        role: main\n';
  const at = (path: string) =>
    placeFindings('yaml', text, [{ severity: 'error', code: 'c', path, message: '' }])[0]!.line;
  assert.deepEqual(['rules.0.units.0.role', 'rules.0.units', 'rules.0.when', 'rules.4', 'none', ''].map(at), [
    5,
    3,
    2,
    1,
    1,
    null,
  ]);
  assert.equal(
    placeFindings('yaml', 'a: [', [{ severity: 'error', code: 'c', path: '', message: '' }])[0]!.line,
    1,
  );
});

test('a draft that was given up and written anew is not published by who saw the first', async () => {
  const { text } = await read('ladder/standard');
  const first = await save('ladder/standard', `${text}# 看过的\n`);
  await ask('admin', 'DELETE', `/api/config/ladder/standard/draft?version=${first.body.version}`);
  await save('ladder/standard', `${text}# 没有看过的\n`);
  const { version } = first.body;
  const blind = await ask('admin2', 'POST', '/api/config/ladder/standard/publish', { version });
  assert.deepEqual([blind.status, blind.body.code], [409, 'draft_changed']);
  assert.match(blind.body.draft.text, /没有看过的/);
});

test('under a code of its own no draft gets round what is in force', async () => {
  for (const kind of ['routing', 'matrix']) {
    const { text } = await read(`${kind}/standard`);
    const { body } = await save(`${kind}/other`, text);
    const refused = await ask('admin', 'POST', `/api/config/${kind}/other/publish`, {
      version: body.version,
    });
    assert.deepEqual([refused.status, refused.body.fields?.at(-1)?.code], [422, 'other_code'], kind);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { csv, finished as finish, importPeople, sheetOf } from './import.sample.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);
const { ann, bob, eva } = await importPeople(program);
const finished = (job: string) => finish(runtime, ann, job);

const OLD = [
  ['单号', '业务类型', '内容', '小类', '来源', '社区', '是否紧急'],
  ['O1', '占道', '门前占道经营', '施工占道', '网格员上报', '西社', '加急'],
  ['O2', '占道', '门前又占道', '没有的小类', '网格员上报', '西社', '一般'],
  ['O3', '城市管理事件', '路灯不亮', '', '热线来电', '东社区', '特提'],
  ['O4', '测试', '测试数据', '', '热线来电', '东社区', '一般'],
];

interface Value {
  text: string;
  count: number;
  known: { code: string; name: string } | null;
  mapped: { code: string; name: string } | null;
  guess: { code: string; name: string } | null;
}
interface Field {
  field: string;
  name: string;
  distinct: number;
  more: boolean;
  values: Value[];
}

async function taken(rows: string[][]) {
  const { status, body } = await ann.upload(csv(rows));
  assert.equal(status, 201, JSON.stringify(body));
  return body as { id: string; suggested: { columns: object; answers?: object } };
}

async function mapped(id: string, mapping: object) {
  const { status, body } = await ann.ask('PUT', `/api/imports/${id}/mapping`, { mapping });
  assert.equal(status, 200, JSON.stringify(body));
  const fields = body.fields as Field[];
  const values = (field: string) => fields.find((each) => each.field === field)?.values ?? [];
  return { job: body.job as string | null, fields, values };
}

test('a mapping is kept from its first saving on, with what was found for it', async () => {
  const { id, suggested } = await taken(OLD);
  const mapping = { ...suggested, leave_unknown_category: true };
  await mapped(id, mapping);
  assert.deepEqual((await ann.ask('GET', `/api/imports/${id}`)).body.suggested, mapping);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matter_import where id = ${id}::uuid and found -> 'counted' is not null`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.n, 1);
});

test('the words of an old file are told with their counts, those understood and those that are near to ours', async () => {
  const { id, suggested } = await taken(OLD);
  const { job, fields, values } = await mapped(id, suggested);
  assert.equal(job, null);
  assert.deepEqual(
    fields.map(({ field, distinct }) => [field, distinct]),
    [
      ['type', 3],
      ['category', 2],
      ['source', 2],
      ['area', 2],
      ['urgent', 3],
    ],
  );
  assert.deepEqual(
    values('type').map(({ text, count, known }) => [text, count, known?.code ?? null]),
    [
      ['占道', 2, null],
      ['城市管理事件', 1, 'city-event'],
      ['测试', 1, null],
    ],
  );
  assert.deepEqual(
    values('source').map(({ text, known }) => [text, known?.name ?? null]),
    [
      ['网格员上报', null],
      ['热线来电', '热线来电'],
    ],
  );
  const [west, east] = values('area');
  assert.deepEqual([west!.text, west!.known, west!.guess?.code], ['西社', null, '429901001001']);
  assert.deepEqual([east!.known?.code, east!.known?.name.endsWith('东社区')], ['429901001002', true]);
  assert.deepEqual(
    values('urgent').map(({ text, known }) => [text, known?.code ?? null]),
    [
      ['一般', 'false'],
      ['加急', 'true'],
      ['特提', null],
    ],
  );
  assert.deepEqual(
    values('category').map(({ text, known }) => [text, known?.code ?? null]),
    [
      ['施工占道', 'gbt-e-03-02'],
      ['没有的小类', null],
    ],
  );
  const other = await mapped(id, { ...suggested, values: { type: { 占道: 'repair' } } });
  assert.equal(
    other.values('category')[0]!.known,
    null,
    'a class belongs to a type: no repair is of this one',
  );
});

const TRANSLATED = {
  type: { 占道: 'city-event', 测试: null },
  source: { 网格员上报: 'patrol' },
  area: { 西社: '429901001001' },
  category: { 没有的小类: 'gbt-e-03-02' },
  urgent: { 特提: 'true' },
};

test('translated, the file is imported in our words; rows that are not wanted are left out and no fault', async () => {
  const { id, suggested } = await taken(OLD);
  await mapped(id, suggested);
  const mapping = { ...suggested, values: TRANSLATED };
  const { values } = await mapped(id, mapping);
  assert.equal(values('category').find(({ text }) => text === '施工占道')!.known!.name, '施工占道');
  assert.equal(values('area')[0]!.mapped!.name.endsWith('西社区'), true);
  assert.deepEqual(
    (await ann.ask('GET', `/api/imports/${id}`)).body.suggested,
    mapping,
    'kept before the start',
  );
  const { body } = await ann.ask('POST', `/api/imports/${id}/start`, { mapping });
  const job = (await ann.ask('GET', `/api/jobs/${body.job}`)).body;
  assert.deepEqual([job.state, job.subject], ['waiting', id], 'a job that waits leads back to its file');
  const done = await finished(body.job);
  const { created, refused, skipped, read } = done.result;
  assert.deepEqual({ created, refused, skipped, read }, { created: 3, refused: 0, skipped: 1, read: 4 });
  const { rows } = await sql<{
    text: string;
    channel: string;
    priority: string;
    category_code: string | null;
    area: string;
  }>`
    select m.text, m.channel, m.priority, m.category_code, a.name as area from matter m join area a on a.id = m.area_id
    where m.text in ('门前占道经营', '门前又占道', '路灯不亮') order by m.number`.execute(runtime.db);
  const of = (text: string) => rows.find((row) => row.text === text)!;
  assert.deepEqual(
    [of('门前占道经营').channel, of('门前占道经营').priority, of('门前占道经营').area],
    ['patrol', 'urgent', '西社区'],
  );
  assert.deepEqual([of('门前又占道').category_code, of('门前又占道').priority], ['gbt-e-03-02', 'ordinary']);
  assert.equal(of('路灯不亮').priority, 'urgent');
  await program.settle();
  const { items } = (await ann.ask('GET', '/api/messages')).body as { items: { body: string }[] };
  assert.ok(items.some((each) => /新建 3 件，重复 0 行，退回 0 行，按对应关系不导入 1 行/.test(each.body)));
});

test('the next file of the unit with the same columns comes translated; once started, nothing is changed any more', async () => {
  const { body: next } = await bob.upload(
    csv([OLD[0]!, ['P1', '占道', '又来一件', '', '网格员上报', '西社', '']]),
  );
  assert.equal(next.remembered, true);
  assert.deepEqual(next.suggested.values, TRANSLATED);
  const put = (who: typeof ann, id: string) =>
    who.ask('PUT', `/api/imports/${id}/mapping`, { mapping: next.suggested });
  assert.equal((await put(ann, next.id)).status, 404, 'a colleague’s file stays the colleague’s');
  assert.equal((await put(eva, next.id)).status, 403);
  const { body: started } = await bob.ask('POST', `/api/imports/${next.id}/start`, {
    mapping: next.suggested,
  });
  const again = await put(bob, next.id);
  assert.deepEqual([again.status, again.body.code], [409, 'import_started']);
  assert.equal((await finish(runtime, bob, started.job)).result.created, 1);
});

const ASKED = [
  ['单号', '事项类型', '内容', '社区', '诉求目的', '涉诉单位', '答复方式'],
  ['Q1', '咨询投诉', '物业收费太高', '西社区', '投诉', '某物业', '电话'],
  ['Q2', '咨询投诉', '老年证怎么办', '西社区', '问事', '', ''],
  ['Q3', '咨询投诉', '公交太少', '东社区', '', '', ''],
];

test('the questions of a type are answered from columns, in their words or ours, and by one answer for empty cells', async () => {
  const { id, suggested } = await taken(ASKED);
  assert.deepEqual(suggested.answers, { 'complaint.purpose': ['诉求目的'] }, 'proposed by its words');
  const answers = {
    ...suggested.answers,
    'complaint.about': ['涉诉单位'],
    'complaint.reply_by': ['答复方式'],
  };
  const { values, fields } = await mapped(id, { ...suggested, answers });
  assert.deepEqual(
    values('answers.complaint.purpose').map(({ text, known }) => [text, known?.code ?? null]),
    [
      ['投诉', 'complain'],
      ['问事', null],
    ],
  );
  assert.ok(!fields.some(({ field }) => field.endsWith('about')), 'free text is nobody’s closed set');
  const mapping = {
    ...suggested,
    answers,
    values: { answers: { 'complaint.purpose': { 问事: 'consult' } } },
    constants: { answers: { 'complaint.purpose': 'suggest' } },
  };
  const { body } = await ann.ask('POST', `/api/imports/${id}/start`, { mapping });
  const done = await finished(body.job);
  assert.equal(done.result.created, 3, JSON.stringify(done.result));
  const { rows } = await sql<{ answers: object }>`
    select answers from matter where text in ('物业收费太高', '老年证怎么办', '公交太少') order by text`.execute(
    runtime.db,
  );
  assert.deepEqual(
    rows.map((row) => row.answers).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    [
      { about: '某物业', purpose: 'complain', reply_by: 'phone' },
      { purpose: 'consult' },
      { purpose: 'suggest' },
    ],
  );
});

test('a question without column and answer is named with what to do, and one that no type asks is refused', async () => {
  const rows = ASKED.map((row) => row.slice(0, 4));
  const { id, suggested } = await taken(rows.map((row, i) => (i === 0 ? row : [`R${i}`, ...row.slice(1)])));
  const { body } = await ann.ask('POST', `/api/imports/${id}/start`, { mapping: suggested });
  const done = await finished(body.job);
  assert.equal(done.result.refused, 3);
  const [, first] = await sheetOf(await ann.download(done.result.report));
  assert.deepEqual([first![1], first![2]], ['诉求目的', '请填写“诉求目的”']);
  assert.match(String(first![3]), /补充问题.*选一列.*填一个答案/);
  const other = await taken(rows);
  const { status, body: refusal } = await ann.ask('PUT', `/api/imports/${other.id}/mapping`, {
    mapping: { ...suggested, answers: { 'complaint.nobody': ['内容'], 'complaint.about': ['没有这列'] } },
  });
  assert.equal(status, 422);
  assert.deepEqual(
    refusal.fields.map((field: { path: string; code: string }) => [field.path, field.code]),
    [
      ['mapping.answers.complaint.about', 'unknown_column'],
      ['mapping.answers.complaint.nobody', 'unknown_question'],
    ],
  );
});

test('a large file is counted by a job, at most two hundred values of a field, and only once for the same columns', async () => {
  const rows = Array.from({ length: 6_000 }, (_, i) => [`L${i}`, '城市管理事件', `内容${i}`, `区${i % 300}`]);
  rows.push(...Array.from({ length: 50 }, (_, i) => [`M${i}`, '城市管理事件', '内容', '最多的区']));
  const { id, suggested } = await taken([['单号', '事项类型', '内容', '社区'], ...rows]);
  const first = await mapped(id, suggested);
  assert.deepEqual(first.fields, []);
  assert.equal((await mapped(id, suggested)).job, first.job, 'one job at a time');
  const done = await finished(first.job!);
  assert.equal(done.state, 'done', JSON.stringify(done));
  const { job, fields, values } = await mapped(id, suggested);
  assert.equal(job, null);
  assert.deepEqual(
    fields.map(({ field, distinct }) => [field, distinct]),
    [
      ['type', 1],
      ['area', 301],
    ],
  );
  assert.equal(values('area').length, 200);
  assert.deepEqual([values('area')[0]!.text, values('area')[0]!.count], ['最多的区', 50]);
  const narrower = { columns: { ...suggested.columns, area: undefined } };
  assert.notEqual((await mapped(id, narrower)).job, null, 'other columns are counted anew');
});

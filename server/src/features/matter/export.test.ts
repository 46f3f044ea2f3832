import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import {
  csv,
  finished as finish,
  goodRow as good,
  HEAD,
  importOf,
  importPeople,
  type Person,
  sheetOf,
} from './import.sample.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);
const { ann, bob, eva } = await importPeople(program);

const EAST = { 经度: '114.415' };
const rows = [
  ...Array.from({ length: 620 }, (_, i) => good(`E${i}`, i % 3 === 0 ? EAST : {})),
  good('F1', { 标题: '=HYPERLINK("http://x")', 内容: '@SUM(A1)', 联系人: '王小明', 联系电话: '13800001234' }),
];
const { job } = await importOf(
  ann,
  csv(
    rows
      .map((row) => row.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)))
      .toSpliced(0, 0, HEAD),
  ),
);
assert.equal((await finish(runtime, ann, job)).result.created, 621);

async function exported(who: Person, body: object) {
  const { status, body: answer } = await who.ask('POST', '/api/matters/export', body);
  assert.equal(status, 202, JSON.stringify(answer));
  const done = await finish(runtime, who, answer.job);
  assert.equal(done.state, 'done', JSON.stringify(done));
  const [line, head, ...sheet] = await sheetOf(await who.download(done.result.file));
  return { job: answer.job as string, result: done.result, line: String(line![0]), head, sheet };
}

async function numbersOf(who: Person, query: string): Promise<string[]> {
  const numbers: string[] = [];
  let cursor = '';
  do {
    const { body } = await who.ask('GET', `/api/matters?limit=200${query}${cursor}`);
    numbers.push(...body.items.map((item: { number: string }) => item.number));
    cursor = body.next ? `&cursor=${body.next}` : '';
  } while (cursor);
  return numbers;
}

test('an export is the list of whoever asks for it, neither more nor less, in its order', async () => {
  for (const [who, filters, query, least] of [
    [ann, {}, '', 621],
    [ann, { area: '429901001002' }, '&area=429901001002', 207],
    [eva, {}, '', 207],
    [eva, { open: false }, '&open=false', 0],
  ] as const) {
    const { sheet, result } = await exported(who, { ...filters, columns: ['number'] });
    const listed = await numbersOf(who, query);
    assert.equal(listed.length, least);
    assert.deepEqual(
      sheet.map((row) => row[0]),
      listed,
    );
    assert.equal(result.rows, least);
  }
});

test('cells are typed, codes have names, phones are masked, and nothing that looks like a formula is one', async () => {
  const { sheet, head, line } = await exported(ann, {});
  const at = (name: string) => head!.indexOf(name);
  const row = sheet.find((cells) => cells[at('标题')] === '=HYPERLINK("http://x")')!;
  assert.equal(row[at('内容')], '@SUM(A1)');
  assert.equal(row[at('事项类型')], '城市管理事件');
  assert.equal(row[at('状态')], '待受理');
  assert.equal(row[at('联系电话')], '138****1234');
  assert.equal(row[at('联系人')], '王**');
  assert.equal(row[at('经度')], 114.405);
  assert.ok(row[at('提出时间')] instanceof Date);
  assert.equal(
    (row[at('提出时间')] as Date).toISOString(),
    '2026-01-05T08:30:00.000Z',
    'the wall clock of Shanghai',
  );
  assert.match(line, /^ann 于 2026-03-02 \d\d:\d\d 导出；条件：无/);
});

test('an export is on record, is its maker’s alone, and asks for the right', async () => {
  const { job, result } = await exported(ann, { type: 'city-event', columns: ['number', 'title'] });
  const { rows: events } = await sql<{ kind: string; data: { rows: number; filters: object } }>`
    select kind, data from event where subject = ${job}::uuid`.execute(runtime.db);
  assert.equal(events[0]!.kind, 'export.made');
  assert.equal(events[0]!.data.rows, 621);
  assert.deepEqual(events[0]!.data.filters, { type: 'city-event' });
  assert.equal((await ann.ask('GET', `/api/jobs/${job}`)).status, 200);
  assert.equal((await bob.ask('GET', `/api/jobs/${job}`)).status, 404);
  assert.equal((await bob.ask('GET', result.file)).status, 404);
  assert.equal((await ann.ask('POST', '/api/matters/export', { columns: ['password'] })).status, 422);
});

test('a phone number that was searched for stands nowhere in the clear', async () => {
  await program.settle();
  const { job, sheet, line } = await exported(ann, { q: '13800001234', columns: ['number'] });
  assert.equal(sheet.length, 1);
  assert.match(line, /138\*\*\*\*1234/);
  const { rows: kept } = await sql<{ text: string }>`
    select j.input::text || e.data::text as text from job j join event e on e.subject = j.id where j.id = ${job}::uuid`.execute(
    runtime.db,
  );
  assert.equal(kept.length, 1);
  assert.ok(!kept[0]!.text.includes('13800001234'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, type TestProgram, testProgram } from '../../test/harness.ts';
import { loadDefaultPack, loadDemoCity } from './index.ts';

const SMALL = { residents: 120, matters: 330, days: 21, photos: 12 };

async function demo(): Promise<TestProgram & { lines: string[] }> {
  const program = await testProgram(await emptyTemplate());
  const lines: string[] = [];
  await loadDefaultPack(program.runtime);
  await loadDemoCity(program, (line) => void lines.push(line), SMALL);
  return { ...program, lines };
}

async function rows<T>(program: TestProgram, text: string): Promise<T[]> {
  return (await sql.raw<T>(text).execute(program.runtime.db)).rows;
}

/** Everything a visitor would see, without ids. */
const TOLD = `
  select m.type_code, m.state, m.channel, m.title, m.text, m.address, m.category_code, m.public_reply, m.created_at, m.updated_at,
    c.code as centre, o.code as owner, u.code as main, a.code as area, m.number, k.name as creator,
    (select string_agg(concat(e.kind, e.at, p.name), '、' order by e.at, e.kind, p.name) from event e
      left join account p on p.id = e.actor where e.subject = m.id) as story
  from matter m join account_unit c on c.id = m.centre_unit left join account_unit o on o.id = m.owner_unit
  left join account_unit u on u.id = m.main_unit join area a on a.id = m.area_id join account k on k.id = m.created_by
  order by m.created_at, m.text, k.name, m.channel`;

const [one, two] = await Promise.all([demo(), demo()]);

test('two loads with the same seed tell the same story, with the same people and units', async () => {
  const [first, second] = [await rows(one, TOLD), await rows(two, TOLD)];
  assert.ok(first.length >= SMALL.matters);
  assert.deepEqual(first, second);
});

test('somebody is away with a stand-in from the sign-in page, who has their rounds and tasks; another will be', async () => {
  const leaves = await rows(
    one,
    `select a.demo_order > 0 as own, s.username as stand_in, v.started_at is not null as away,
       exists (select from task t where t.closed_at is null and t.account_id = v.account_id) as waits,
       exists (select from task t where t.closed_at is null and t.result -> 'stands_in' ->> 'leave' = v.id::text) as held
     from account_leave v join account a on a.id = v.account_id join account s on s.id = v.stand_in_id order by v.from_at`,
  );
  assert.deepEqual(leaves, [
    { own: false, stand_in: 'grid1', away: true, waits: false, held: true },
    { own: false, stand_in: 'dept-urban', away: false, waits: false, held: false },
  ]);
});

test('every state of every flow is to be seen', async () => {
  const missing = await rows(
    one,
    `select w.code, s.key from workflow_definition w, jsonb_each(w.spec->'states') s
     where not exists (select from matter m where m.workflow_code = w.code and m.state = s.key)
     -- A whistle is blown and calls in one breath.
     and (w.code, s.key) <> ('whistle', 'blown')`,
  );
  assert.deepEqual(missing, []);
});

test('nothing open is without an open task and an owner, and nothing ended has any', async () => {
  const wrong = await rows(
    one,
    `select m.number, m.state from matter m where m.open <> exists (
       -- A spot check is made, and a department judged, also of what lies filed.
       select from task t where t.subject = m.id and t.role is distinct from 'inform' and t.kind not in ('check', 'appraise')
         and t.closed_at is null)
     or (m.open and m.owner_unit is null)`,
  );
  assert.deepEqual(wrong, []);
});

test('everybody on the sign-in page who handles matters has something to do', async () => {
  const idle = await rows<{ username: string }>(
    one,
    `select username from account a where demo_order > 0 and not exists (
       select from task t where t.closed_at is null and (t.account_id = a.id or t.unit_id in (
         select unit_id from account_relation l where l.account_id = a.id)))`,
  );
  assert.deepEqual(idle.map(({ username }) => username).sort(), ['admin', 'auditor', 'security']);
});

test('the newest matter is minutes old, the oldest weeks, and the counts are those of the table', async () => {
  const now = one.clock.now().getTime();
  const [span] = await rows<{ newest: Date; oldest: Date }>(
    one,
    'select max(created_at) as newest, min(created_at) as oldest from matter',
  );
  assert.ok(now - span!.newest.getTime() < 15 * 60_000);
  assert.ok(now - span!.oldest.getTime() > 14 * 86_400_000);
  const [behind] = await rows<{ n: number }>(
    one,
    `select count(*) as n from event e, subscriber s where (e.xid, e.seq) > (s.xid, s.seq) and e.kind like 'matter.%'`,
  );
  assert.equal(behind!.n, 0);
});

test('photos hang on matters, with those of the work done', async () => {
  const stages = await rows<{ stage: string }>(
    one,
    'select distinct stage from file where subject is not null order by stage',
  );
  assert.ok(stages.some(({ stage }) => stage === 'report'));
  assert.ok(one.lines.some((line) => line.includes('事项')));
});

test('two matters show the same picture only when they are about the same thing', async () => {
  const alike = await rows(
    one,
    `select m.number, n.number as other from file a join file b on a.id < b.id and bit_count(a.look # b.look) <= 8
     join matter m on m.id = a.subject join matter n on n.id = b.subject
     where m.id <> n.id and m.merged_into is distinct from n.id and n.merged_into is distinct from m.id`,
  );
  assert.deepEqual(alike, []);
});

test('no step of any script was refused', async () => {
  const [result] = await rows<{ n: number }>(one, `select count(*) as n from matter`);
  const told = one.lines.find((line) => /事项 \d+ 件/.test(line));
  assert.match(told!, new RegExp(`事项 ${result!.n} 件，办理 \\d+ 步$`));
});

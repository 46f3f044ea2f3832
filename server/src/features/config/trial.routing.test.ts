import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { accountId, demoTemplate } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { trialJob } from './jobs.trial.ts';

const program = await testProgram(await demoTemplate());
const { runtime, http } = program;
const headers = bearer(await tokenFor(runtime, await accountId(program, 'admin'), 'staff'));
const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await http.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
};

/** Decisions as they were made in the last weeks: two kinds of calls in one grid. */
const { rows: places } = await sql<{ id: string; code: string }>`
  select id, code from area where level = 'grid' order by code limit 1`.execute(runtime.db);
const unit = (
  await sql<{
    id: string;
    code: string;
    name: string;
  }>`select id, code, name from account_unit where code = 'dept-fire' or specialty = 'fire' limit 1`.execute(
    runtime.db,
  )
).rows[0]!;
async function decided(type: string, at: Date): Promise<void> {
  const facts = {
    matter: {
      type,
      category: '',
      categories: [],
      condition: '',
      channel: 'resident',
      urgent: false,
      anonymous: false,
      confidential: false,
    },
    place: { area: places[0]!.code, level: 'grid', areas: [places[0]!.code], special: false },
    time: { hour: 9, weekday: 1, working: true },
    caller: { resident: true, before: 0, repeats: false },
    answers: {},
    words: [],
  };
  const outcome = { units: [], level: null, priority: null, clocks: {}, auto: false };
  await sql`insert into routing_decision (id, subject, why, version, by, area_id, facts, outcome, at)
    values (${uuidv7(at)}::uuid, ${randomUUID()}::uuid, 'opened', 1, 'centre', ${places[0]!.id}::uuid, ${JSON.stringify(facts)}::jsonb,
      ${JSON.stringify(outcome)}::jsonb, ${at}::timestamptz)`.execute(runtime.db);
}
await sql`delete from routing_decision`.execute(runtime.db);
const DAY = 86_400_000;
const now = runtime.clock.now().getTime();
for (let i = 0; i < 700; i += 1)
  await decided(i % 7 === 0 ? 'dispute' : 'unknown-type', new Date(now - 20 * DAY + i * 60_000));
await decided('dispute', new Date(now - 60 * DAY));

const TRIALS = '/api/config/routing/standard/trials';
const text = `code: standard
name: 试算
rules:
  - { code: never, name: 没有人用, when: matter.channel == "patrol" }
  - { code: fails, name: 会失败, when: matter.type == "dispute" && answers.none == 1 }
  - code: fire
    name: 纠纷归消防
    when: matter.type == "dispute"
    units: [{ unit: ${unit.code}, role: main }]
    level: B`;

async function trial(more: object = {}): Promise<string> {
  const { status, body } = await ask('POST', TRIALS, { text, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  const said: unknown[] = [];
  await trialJob.work(runtime, {
    id: body.job,
    accountId: '',
    input: { subject: body.trial },
    progress: null,
    report: async (progress) => void said.push(progress),
  });
  assert.ok(said.length > 0, 'it says how far it is');
  return body.trial;
}

test('a draft is tried on the decisions of a period: counts by rule, which never held, which failed', async () => {
  const before = await sql`select * from routing_decision order by id`.execute(runtime.db);
  const { body } = await ask('GET', `${TRIALS}/${await trial()}`);
  assert.deepEqual([body.result.tried, body.result.different], [700, 100]);
  const line = (code: string) => body.result.lines.find((each: { code: string }) => each.code === code);
  assert.deepEqual(line('never'), {
    code: 'never',
    name: '没有人用（never）',
    different: 0,
    cells: ['从未', '—'],
  });
  assert.match(line('fails').cells[1], /^100 次：.*不能计算/);
  assert.deepEqual([line('fire').cells[0], line('fire').different, line('-').cells[0]], [100, 100, 600]);
  const after = await sql`select * from routing_decision order by id`.execute(runtime.db);
  assert.deepEqual(after.rows, before.rows, 'nothing was changed');
});

test('the differences are listed page by page, by rule, with what was and what would be', async () => {
  const id = await trial();
  const seen = new Set<string>();
  let next: string | null = '';
  while (next !== null) {
    const cursor: string = next ? `&cursor=${next}` : '';
    const { body } = await ask('GET', `${TRIALS}/${id}/differences?line=fire&limit=30${cursor}`);
    for (const each of body.items) {
      assert.equal(each.before, '责任清单：由指挥中心决定');
      assert.equal(each.after, `「纠纷归消防」：主办 ${unit.name}，B 级开始`);
      assert.match(each.about, /^矛盾纠纷 · /);
      seen.add(each.id);
    }
    next = body.next;
  }
  assert.equal(seen.size, 100);
  assert.deepEqual((await ask('GET', `${TRIALS}/${id}/differences?line=never`)).body.items, []);
  assert.deepEqual((await ask('GET', `${TRIALS}/${id}/differences?line=-`)).body.items, []);
});

test('the period is chosen, and one that is none is refused', async () => {
  const at = (days: number) => new Date(now - days * DAY).toISOString();
  const { body } = await ask('GET', `${TRIALS}/${await trial({ from: at(61), until: at(59) })}`);
  assert.equal(body.result.tried, 1);
  const refused = await ask('POST', TRIALS, { text, from: at(1), until: at(2) });
  assert.deepEqual([refused.status, refused.body.fields[0].code], [422, 'bad_period']);
});

test('a draft with errors is not tried, and the errors are told at their places', async () => {
  const { status, body } = await ask('POST', TRIALS, {
    text: text.replace(unit.code, 'nowhere'),
  });
  assert.equal(status, 422);
  assert.deepEqual(body.fields[0].path, 'rules.2.units.0.unit');
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, forgetUnits, loadActor } from '../account/index.ts';
import { publishRules, routingReasons, rulingsOf, takeTurn } from '../routing/index.ts';
import { parseRules } from '../routing/store.ts';
import { amend } from './commands.amend.ts';
import { replaceResponsibilities } from './commands.registry.ts';
import { createMatter } from './index.ts';
import { unitSuggestions } from './queries.catalog.ts';
import { matterDetail } from './queries.detail.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const actor = (name: keyof typeof people) => loadActor(runtime.db, people[name]).then((each) => each!);
const unitId = async (code: string) =>
  (await sql<{ id: string }>`select id from account_unit where code = ${code}`.execute(runtime.db)).rows[0]!
    .id;
const city = (await sql<{ id: string }>`select id from area where code = '4299'`.execute(runtime.db)).rows[0]!
  .id;
const power = await unitId('power');
await run(runtime, SYSTEM, (ctx) =>
  replaceResponsibilities(ctx, [
    {
      type_code: 'city-event',
      category_code: null,
      area_id: city,
      unit_id: power,
      role: 'main',
      priority: 0,
    },
  ]),
);

async function publish(rules: string): Promise<void> {
  const text = `code: standard\nname: 规则\nrules:\n${rules}`;
  const { value, findings } = parseRules(text);
  assert.ok(value, JSON.stringify(findings));
  await run(runtime, SYSTEM, (ctx) => publishRules(ctx, { definition: value, text, findings: [] }));
}

async function open(more: object = {}): Promise<string> {
  clock.advance(60_000);
  const call = {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路灯不亮',
    point: { lng: 114.405, lat: 30.405 },
  };
  const { id } = await createMatter(runtime, await actor('caller'), { ...call, ...more });
  await program.settle();
  return id;
}
const detail = (id: string) => matterDetail(runtime, SYSTEM, id);
const reason = async (id: string) => (await routingReasons(runtime, id)).items[0]!;

test('without rules the matrix proposes, and the reason says so', async () => {
  const id = await open();
  const why = await reason(id);
  assert.equal(why.by, 'matrix');
  assert.deepEqual(
    why.units.map(({ name }) => name),
    ['power'],
  );
  assert.ok(why.computed_again);
});

test('a rule sets who is proposed, the level it begins at, how urgent it is and by when', async () => {
  await publish(`  - code: danger
    name: 险情
    words: [坍塌]
    units: [{ unit: water, role: main }, { centre: community, role: inform }]
    level: B
    priority: urgent
    clocks: { handle: 2h, resolve: 8h }`);
  const id = await open({ text: '围墙坍塌' });
  const matter = await detail(id);
  assert.equal(matter.centre.name, 'street');
  assert.equal(matter.level, 'B');
  assert.equal(matter.priority, 'urgent');
  const resolve = matter.clocks.find(({ kind }) => kind === 'resolve')!;
  assert.match(resolve.why, /8 紧急工作时（分派规则）/);
  const proposed = await unitSuggestions(runtime, SYSTEM, id);
  assert.deepEqual(
    proposed.map(({ unit, role }) => `${role} ${unit.name}`),
    ['main water', 'inform west'],
  );
  assert.match(proposed[0]!.why, /按分派规则「险情」/);
  const why = await reason(id);
  assert.ok(why.facts.some(({ name, value }) => name === '内容提到' && value === '坍塌'));
  assert.ok(why.computed_again, 'the facts that were kept are enough');
  assert.equal((await detail(await open())).level, 'A', 'another call is not concerned');
});

test('auto: true dispatches at once in the name of the centre, and in turn among the people of the unit', async () => {
  const staff = async (name: string) =>
    (
      await run(runtime, SYSTEM, async (ctx) =>
        createStaff(ctx, {
          username: name,
          name,
          passwordHash: 'none',
          relations: [{ role: 'department_staff', unitId: await unitId('water') }],
        }),
      )
    ).id;
  const second = await staff('water2');
  await publish(`  - code: lamp
    name: 路灯直接派
    words: [路灯]
    units: [{ unit: water, role: main, turn: true }]
    auto: true`);
  const holders: (string | undefined)[] = [];
  for (let i = 0; i < 4; i += 1) {
    const matter = await detail(await open());
    assert.equal(matter.state, 'handling');
    assert.equal(matter.main_unit?.name, 'water');
    holders.push(matter.tasks.find(({ role }) => role === 'main')?.account?.id);
  }
  assert.deepEqual(holders.slice(0, 2).sort(), [people.water, second].sort());
  assert.deepEqual(holders.slice(2), holders.slice(0, 2));
  const third = await staff('water3');
  const later = new Set<string | undefined>();
  for (let i = 0; i < 3; i += 1)
    later.add((await detail(await open())).tasks.find(({ role }) => role === 'main')?.account?.id);
  assert.deepEqual(later, new Set([people.water, second, third]), 'who is new has a turn like the others');
  const why = await reason(await open());
  assert.equal(why.carried, 'done');
});

test('a turn that is undone costs nobody a turn, and two at once never fall to the same', async () => {
  const water = await unitId('water');
  const undone = await run(runtime, SYSTEM, async (ctx) => ctx.undo(await takeTurn(ctx, water)));
  const both = await Promise.all([1, 2].map(() => run(runtime, SYSTEM, (ctx) => takeTurn(ctx, water))));
  assert.ok(both.includes(undone as string), 'the one whose turn was undone comes now');
  assert.notEqual(both[0], both[1]);
});

test('a rule that fails or names who is gone is passed over, told once to the administrators, and the matter is routed', async () => {
  await publish(`  - code: failing
    name: 会失败
    when: answers.nobody_asks == 1
    level: D
  - code: gone
    name: 单位已停用
    units: [{ unit: property, role: main }]
  - code: sound
    name: 正常
    units: [{ unit: water, role: main }]`);
  const property = await unitId('property');
  await sql`update account_unit set retired_at = now() where id = ${property}::uuid`.execute(runtime.db);
  forgetUnits(runtime);
  const admin = await run(runtime, SYSTEM, async (ctx) =>
    createStaff(ctx, {
      username: 'boss',
      name: 'boss',
      passwordHash: 'none',
      relations: [{ role: 'system_admin' }],
    }),
  );
  const ids = [await open(), await open()];
  const why = await reason(ids[1]!);
  assert.equal(why.rule?.code, 'sound');
  assert.deepEqual(
    why.skipped.map(({ rule }) => rule),
    ['failing', 'gone'],
  );
  await program.settle();
  const { rows: alarms } = await sql<{ rule: string; n: number }>`
    select rule, n from routing_alarm where ended_at is null order by rule`.execute(runtime.db);
  assert.deepEqual(alarms, [
    { rule: 'failing', n: 2 },
    { rule: 'gone', n: 2 },
  ]);
  const { rows: messages } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{
      title: string;
    }>`select title from message where account_id = ${admin.id}::uuid order by title`.execute(db),
  );
  assert.deepEqual(
    messages.map(({ title }) => title),
    ['分派规则「failing」没能执行', '分派规则「gone」没能执行'],
  );
});

test('a dispatch that is refused leaves the matter with its centre, and is an alarm', async () => {
  const water = await unitId('water');
  await publish(`  - code: empty
    name: 没有人的单位
    units: [{ unit: water, role: main }]
    auto: true`);
  await sql`update account set disabled_at = now() where id in (select account_id from account_relation where unit_id = ${water}::uuid)`.execute(
    runtime.db,
  );
  const id = await open();
  assert.equal((await detail(id)).state, 'reported');
  assert.equal((await reason(id)).carried, 'refused');
  await program.settle();
  const { rows } = await sql<{
    words: string;
  }>`select words from routing_alarm where problem = 'refused'`.execute(runtime.db);
  assert.match(rows[0]!.words, /还没有可以办理的工作人员/);
  await sql`update account set disabled_at = null where disabled_at is not null`.execute(runtime.db);
});

test('a corrected class or place is routed anew, and both decisions are kept', async () => {
  await publish(`  - code: east
    name: 东社区归水务
    when: '"429901001002" in place.areas'
    units: [{ unit: water, role: main }]
    level: B`);
  const id = await open();
  const { version } = await detail(id);
  clock.advance(60_000);
  const form = { point: { lng: 114.415, lat: 30.405 }, reason: '地点填错了' };
  await amend(runtime, await actor('west'), id, { version, form });
  const { items } = await routingReasons(runtime, id);
  assert.deepEqual(
    items.map(({ why, by }) => `${why} ${by}`),
    ['amended rule', 'opened matrix'],
  );
  assert.equal((await detail(id)).centre.name, 'street');
  assert.equal((await rulingsOf(runtime.db, [id])).get(id)?.why, 'amended');
});

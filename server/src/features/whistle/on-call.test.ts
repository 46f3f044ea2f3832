import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { leaveTimer } from '../account/jobs.ts';
import { type Ask, askingCity, WEST } from '../matter/asking.sample.ts';
import { sampleWhistle } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { grid, street, water } = city;
const HOUR = 3_600_000;

async function areaOf(code: string): Promise<string> {
  const areas = program.runtime.db.selectFrom('area').select('id');
  return (await areas.where('code', '=', code).executeTakeFirstOrThrow()).id;
}
const [STREET, COMMUNITY] = await Promise.all(['429901001', '429901001001'].map(areaOf));
const inHours = (hours: number) => new Date(program.clock.now().getTime() + hours * HOUR).toISOString();

async function turn(who: Ask, more: object = {}) {
  return who('POST', '/api/on-call', {
    unit: await city.unitOf('water'),
    account: city.people.water,
    area: STREET,
    from_at: inHours(-1),
    to_at: inHours(24),
    ...more,
  });
}
// biome-ignore lint/suspicious/noExplicitAny: read as the interface gives it.
const officers = (whistle: any): Record<string, string | null> =>
  Object.fromEntries(
    whistle.parties.map((each: { unit: { name: string }; officer: { name: string } | null }) => [
      each.unit.name,
      each.officer?.name ?? null,
    ]),
  );

test('who is on call for the street is named; where nobody is, the unit is called and the centre is told', async () => {
  const { status, body } = await turn(water);
  assert.equal(status, 201, JSON.stringify(body));
  const now = await grid(
    'GET',
    `/api/on-call/now?lng=${WEST.lng}&lat=${WEST.lat}&units=${await city.unitOf('water')}`,
  );
  assert.deepEqual(
    now.body.items.map((each: { name: string }) => each.name),
    ['water'],
  );
  const { body: whistle } = await sampleWhistle(city, grid);
  assert.deepEqual(officers(whistle), { water: 'water', power: null, property: null });
  const { body: tasks } = await water('GET', '/api/tasks');
  assert.ok(tasks.items.some((each: { matter: { id: string } }) => each.matter.id === whistle.id));
  await program.settle();
  const { body: inbox } = await street('GET', '/api/messages');
  assert.ok(
    JSON.stringify(inbox).includes('无人当班'),
    'the centre hears of the departments without an officer',
  );
  // Answered without a body, which this voice cannot read; what it did is seen next.
  await water('POST', `/api/on-call/${body.id}/end`).catch(() => undefined);
  assert.equal(officers((await sampleWhistle(city, grid)).body).water, null);
});

test('a turn for the community goes before one for the street, one that is over or of somebody gone counts no more', async () => {
  const unitId = await city.unitOf('water');
  const { id: second } = await run(program.runtime, SYSTEM, (ctx) =>
    createStaff(ctx, {
      username: 'second',
      name: '第二人',
      passwordHash: 'none',
      relations: [{ role: 'department_staff', unitId }],
    }),
  );
  assert.equal((await turn(water, { account: second, area: COMMUNITY, to_at: inHours(2) })).status, 201);
  assert.equal((await turn(water)).status, 201);
  assert.equal(officers((await sampleWhistle(city, grid)).body).water, '第二人');
  await sql`update account set disabled_at = now() where id = ${second}::uuid`.execute(program.runtime.db);
  assert.equal(officers((await sampleWhistle(city, grid)).body).water, 'water');
  program.clock.advance(25 * HOUR);
  assert.equal(officers((await sampleWhistle(city, await city.again('grid'))).body).water, null);
});

test('who is on the roster and on leave is not waited for: the stand-in is called, and without one the unit', async () => {
  const unitId = await city.unitOf('power');
  const [rostered, standIn, clerk] = await run(program.runtime, SYSTEM, async (ctx) => {
    const hire = (username: string, role: string) =>
      createStaff(ctx, { username, name: username, passwordHash: 'none', relations: [{ role, unitId }] });
    return [
      await hire('rostered', 'department_staff'),
      await hire('stand-in', 'department_staff'),
      await hire('clerk', 'hotline_agent'),
    ];
  });
  const own = await city.again('power');
  const put = (account: string) => turn(own, { unit: unitId, account });
  assert.equal((await put(clerk!.id)).body.fields[0].code, 'may_not_handle');
  assert.equal((await put(rostered!.id)).status, 201);
  const officer = async () => officers((await sampleWhistle(city, await city.again('grid'))).body).power;
  assert.equal(await officer(), 'rostered');
  const away = { from_at: inHours(-1), to_at: inHours(48), reason: '家中有事', take_back: true };
  const voice = await city.voiceOf(rostered!.id);
  const asked = await voice('POST', '/api/leaves', { ...away, stand_in_id: standIn!.id });
  assert.ok(asked.status < 300, JSON.stringify(asked.body));
  await leaveTimer.tick(program.runtime);
  await program.settle();
  assert.equal(await officer(), 'stand-in');
});

test('a roster is kept by its own department, for streets and communities, and for a time that is still to come', async () => {
  const own = await city.again('water');
  const other = await city.again('power');
  assert.equal((await turn(other)).status, 403);
  const wrong = async (more: object) => (await turn(own, more)).body.fields?.[0]?.code;
  assert.equal(await wrong({ area: await areaOf('429901') }), 'unknown_area');
  assert.equal(await wrong({ to_at: inHours(-2) }), 'ends_before');
  assert.equal(await wrong({ from_at: inHours(-9), to_at: inHours(-8) }), 'is_past');
  assert.equal(await wrong({ to_at: inHours(24 * 100) }), 'too_long');
  assert.equal(await wrong({ account: city.people.power }), 'unknown_person');
});

test('the parent shows its whistle, the whistle its parent, and a department that may not see the parent does not', async () => {
  const reporter = await city.again('grid');
  const parent = await city.report(reporter);
  const { body: whistle } = await sampleWhistle(city, reporter, { parent: parent.id });
  assert.equal(whistle.parent.id, parent.id);
  const listed = await reporter('GET', `/api/whistles?parent=${parent.id}`);
  assert.deepEqual(
    listed.body.items.map((each: { id: string }) => each.id),
    [whistle.id],
  );
  const asWater = await (await city.again('water'))('GET', `/api/whistles/${whistle.id}`);
  assert.equal(asWater.status, 200);
  assert.equal(asWater.body.parent, null);
});

test('names and phones of the team are whole for who calls it together, masked for departments, and in no event', async () => {
  const blower = await city.again('grid');
  const members = [{ kind: 'volunteer', name: '周志愿', phone: '19912345678', people: 3 }];
  const { body: whistle } = await sampleWhistle(city, blower, { members });
  assert.deepEqual([whistle.members[0].name, whistle.members[0].phone], ['周志愿', '19912345678']);
  const { body: seen } = await (await city.again('water'))('GET', `/api/whistles/${whistle.id}`);
  assert.deepEqual([seen.members[0].name, seen.members[0].phone], ['周**', '199****5678']);
  const { rows } = await sql`
    select from event where subject = ${whistle.id}::uuid and (data::text like '%周志愿%' or data::text like '%19912345678%')`.execute(
    program.runtime.db,
  );
  assert.equal(rows.length, 0);
  const noted = await blower('POST', `/api/whistles/${whistle.id}/members/${whistle.members[0].id}/arrival`);
  assert.equal(noted.status, 200, JSON.stringify(noted.body));
  assert.ok(noted.body.members[0].arrived_at);
});

test('the same submission is the same whistle, and one that was opened but not called is called then', async () => {
  const blower = await city.again('grid');
  const client_id = crypto.randomUUID();
  const first = await sampleWhistle(city, blower, { client_id });
  const again = await sampleWhistle(city, blower, { client_id });
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(again.body.id, first.body.id);
  assert.equal(again.body.parties.length, 3);
});

test('nobody opens a whistle as a matter, and types to choose from do not name it', async () => {
  const blower = await city.again('west');
  const answer = await blower('POST', '/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'whistle',
    text: '从登记台吹哨',
    category: 'wh-law',
    point: WEST,
  });
  assert.equal(answer.body.fields[0].code, 'type_not_offered');
  const { body } = await blower('GET', '/api/catalog/types');
  assert.ok(!body.items.some(({ code }: { code: string }) => code === 'whistle'));
});

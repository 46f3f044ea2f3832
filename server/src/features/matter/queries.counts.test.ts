import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { changeAreas } from '../area/index.ts';
import { seededRandom } from '../area/sample.ts';
import { type Ask, askingCity, EAST, WEST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, street, water, power, property } = city;
const EVERYBODY = { caller, neighbour, west, east, street, water, power, property };
type Person = keyof typeof EVERYBODY;

interface Listed {
  type: string;
  state: string;
  kind: string;
}

async function all(who: Ask, url: string): Promise<Listed[]> {
  const items: Listed[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await who('GET', `${url}?limit=7${cursor}`);
    assert.equal(status, 200, JSON.stringify(body));
    items.push(...body.items);
    if (!body.next) return items;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
}

const tally = (items: Listed[], key: (item: Listed) => string) =>
  Object.fromEntries([...Map.groupBy(items, key)].map(([name, list]) => [name, list.length]).sort());

/** One thing somebody might do now, with a form that is usually good enough. */
async function someStep(random: () => number, ids: string[]): Promise<boolean> {
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
  const who = EVERYBODY[pick(Object.keys(EVERYBODY) as Person[])];
  const id = pick(ids);
  const { status, body } = await who('GET', `/api/matters/${id}`);
  if (status !== 200) return false;
  const abilities = body.abilities.filter(
    (each: { enabled: boolean; action: string }) => each.enabled && each.action !== 'amend',
  );
  if (abilities.length === 0) return false;
  const unit = await city.unitOf(pick(['water', 'power']));
  const form: Record<string, unknown> = {
    reason: '测试用的理由',
    reply: '测试用的公开答复',
    text: '补充内容',
    units: [{ unit, role: 'main' }],
    unit,
    met: true,
    contacted: true,
    solved: random() > 0.3,
    satisfied: 'satisfied',
    until: '2026-03-20',
  };
  const { action, form: fields } = pick(
    abilities as { action: string; form: { name: string; required?: boolean }[] }[],
  );
  const asked = Object.fromEntries(
    fields.flatMap(({ name }) => (form[name] === undefined ? [] : [[name, form[name]]])),
  );
  return (await city.perform(who, id, action, asked)).status === 200;
}

test('after any number of random actions the numbers are those of the lists, for everybody', async () => {
  const random = seededRandom(20261122);
  const ids: string[] = [];
  for (let i = 0; i < 14; i += 1)
    ids.push(
      (
        await city.report(i % 3 ? caller : neighbour, {
          point: i % 2 ? WEST : EAST,
          type: i % 4 ? 'city-event' : 'repair',
        })
      ).id,
    );
  let done = 0;
  for (let i = 0; i < 260; i += 1) if (await someStep(random, ids)) done += 1;
  assert.ok(done > 40, `only ${done} actions were possible`);
  await city.program.settle();
  for (const who of [west, east, street]) {
    const { items, total, open } = (await who('GET', '/api/matters/counts')).body;
    const listed = (await all(who, '/api/matters')).filter((item) => item);
    const counted = Object.fromEntries(
      items
        .map((each: { type: string; state: string; n: number }) => [`${each.type} ${each.state}`, each.n])
        .sort(),
    );
    assert.deepEqual(
      counted,
      tally(listed, (item) => `${item.type} ${item.state}`),
    );
    assert.equal(total, listed.length);
    assert.equal(
      open,
      (await all(who, '/api/matters')).filter((item) => (item as unknown as { open: boolean }).open).length,
    );
  }
  for (const [name, who] of Object.entries(EVERYBODY)) {
    const counts = (await who('GET', '/api/tasks/counts')).body;
    const listed = await all(who, '/api/tasks');
    const counted = Object.fromEntries(
      counts.items.map((each: { kind: string; open: number }) => [each.kind, each.open]).sort(),
    );
    assert.deepEqual(
      counted,
      tally(listed, (item) => item.kind),
      name,
    );
    assert.equal(counts.total, listed.length, name);
  }
});

test('nobody gets the numbers of areas that are not theirs', async () => {
  const ask = (who: Ask, area = '') => who('GET', `/api/matters/counts${area && `?area=${area}`}`);
  assert.ok((await ask(street, '429901001002')).body.total > 0);
  assert.deepEqual((await ask(west, '429901001002')).body.items, []);
  assert.deepEqual(
    (await ask(west, '429901001')).body,
    (await ask(west)).body,
    'of what lies around one’s area only one’s own part',
  );
  assert.deepEqual((await ask(water)).body.items, [], 'a department has tasks, not areas');
  assert.equal((await ask(caller)).status, 403);
});

test('an area that gets another parent leaves the numbers of its matters where they were counted', async () => {
  const { runtime } = city.program;
  const { id } = await city.report(caller, { point: EAST });
  await city.program.settle();
  await changeAreas(runtime, SYSTEM, async (ctx) => {
    const street2 = uuidv7(ctx.now);
    await sql`insert into area (id, parent_id, code, name, level, path, created_at)
      select ${street2}::uuid, parent_id, '429901002', '二街道', 'street', path[1:2] || ${street2}::uuid, created_at
      from area where code = '429901001'`.execute(ctx.db);
    await sql`update area set path = path[1:2] || ${street2}::uuid || path[4:],
      parent_id = case level when 'community' then ${street2}::uuid else parent_id end
      where code in ('429901001002', '429901001002001')`.execute(ctx.db);
  });
  const { total, open } = (await street('GET', '/api/matters/counts')).body;
  assert.equal((await city.perform(east, id, 'void', { reason: '测试用的理由' })).status, 403);
  assert.equal((await city.perform(east, id, 'reject', { reason: '不属于受理范围' })).status, 200);
  await city.program.settle();
  const after = (await street('GET', '/api/matters/counts')).body;
  assert.deepEqual([after.total, after.open], [total, open - 1]);
  const { rows } = await sql<{ n: number }>`select n from matter_count where n < 0`.execute(runtime.db);
  assert.deepEqual(rows, []);
});

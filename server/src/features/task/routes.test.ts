import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, EAST } from '../matter/asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, street, water, power } = city;

async function todo(who: Ask, query = '') {
  const { status, body } = await who('GET', `/api/tasks${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const subjects = async (who: Ask, query = '') =>
  (await todo(who, query)).items.map((item: { matter: { id: string } }) => item.matter.id);

test('what waits stands in the list of whoever has it, and of nobody else', async () => {
  const matter = await city.report(caller);
  const [item] = (await todo(west)).items;
  assert.equal(item.kind, 'accept');
  assert.equal(item.kind_name, '待受理');
  assert.equal(item.unit.name, 'west');
  assert.deepEqual(
    [item.matter.id, item.matter.number, item.matter.state_name, item.matter.area.name],
    [matter.id, matter.number, '待受理', '西网格'],
  );
  for (const who of [caller, neighbour, east, street, water]) assert.deepEqual(await subjects(who), []);
  await city.perform(west, matter.id, 'accept');
  await city.perform(west, matter.id, 'dispatch', {
    units: [{ unit: await city.unitOf('water'), role: 'main' }],
  });
  assert.deepEqual(await subjects(water), [matter.id]);
  assert.equal((await todo(water)).items[0].role, 'main');
  for (const who of [west, power]) assert.ok(!(await subjects(who)).includes(matter.id));
});

test('what is due first comes first, and pages follow each other without a gap or a repetition', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 9; i += 1) {
    ids.push((await city.report(neighbour, { point: EAST })).id);
    city.program.clock.advance(600_000);
  }
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await todo(await city.again('east'), `?limit=4${cursor}`);
    seen.push(...page.items.map((item: { matter: { id: string } }) => item.matter.id));
    if (!page.next) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  assert.deepEqual(seen, ids);
  assert.equal((await todo(east, '?kind=accept&limit=1')).items.length, 1);
  assert.deepEqual(await subjects(east, '?kind=archive'), []);
  const task = '019cac0f-5560-79d1-a18f-2f8640cec5ef';
  for (const cursor of ['nonsense', `1_${task}`, `0000-01-01T00:00:00.000Z_${task}`, `2026-02-30_${task}`])
    assert.equal((await east('GET', `/api/tasks?cursor=${cursor}`)).status, 422, cursor);
});

test('what is overdue says so', async () => {
  city.program.clock.advance(10 * 86_400_000);
  const items = (await todo(await city.again('east'))).items;
  assert.ok(items.length > 0 && items.every((item: { overdue: boolean }) => item.overdue));
});

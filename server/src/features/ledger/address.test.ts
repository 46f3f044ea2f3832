import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { sampleHouses } from '../resident/sample.ts';

const { runtime, place, staff, ...town } = await testTown();
const near = await staff('near', 'community_staff', place.east, place.eastUnit);
const above = await staff('above', 'city_staff', place.city, place.centre);
async function ask(who: Who, url: string, payload?: object): Promise<Body> {
  const { status, body } = await town.ask(who, payload ? 'POST' : 'GET', url, payload);
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

test('where somebody lives is read by one rule in lists, ledgers and records: whole by who knows the name, else up to the road', async () => {
  const [house] = (await sampleHouses(runtime, place.east, 1)) as [string];
  const values = { name: '张桂英', birth_date: '1950-02-03' };
  const { id } = await ask(near, '/api/residents', { client_id: randomUUID(), values, house });
  for (const [who, address, room] of [
    [near, '样例路 1 号 101', '101'],
    [above, '样例路***', '***'],
  ] as const) {
    const [listed] = (await ask(who, '/api/residents?limit=5')).items;
    const detail = await ask(who, `/api/residents/${id}`);
    const columns = 'calc.address,residence_address,calc.room';
    const [row] = (await ask(who, `/api/ledger/rows?columns=${columns}`)).items;
    const home = detail.items.find(({ item }: Body) => item === 'home');
    assert.deepEqual(
      [listed.address, detail.address, detail.homes[0].address, home.words, ...row.cells],
      [address, address, address, address, address, address, room],
    );
    const said = JSON.stringify(await ask(who, `/api/residents/${id}/statements`));
    assert.equal(said.includes('样例路 1 号 101'), address === '样例路 1 号 101');
  }
});

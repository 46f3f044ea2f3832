import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';
import { sampleHouses } from '../resident/sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await loadDefaultPack(runtime);
const place = await samplePlace(runtime);
const staff = async (name: string, role: string, areaId: string, unitId: string) =>
  bearer(await tokenFor(runtime, await sampleStaff(runtime, name, [{ role, areaId, unitId }])));
const near = await staff('near', 'community_staff', place.east, place.eastUnit);
const above = await staff('above', 'city_staff', place.city, place.centre);
// biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
type Body = any;
async function ask(headers: Record<string, string>, url: string, payload?: object): Promise<Body> {
  const method = payload ? 'POST' : 'GET';
  const answer = await program.http.inject({ method, url, headers, ...(payload && { payload }) });
  assert.ok(answer.statusCode < 300, answer.body);
  return answer.json();
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

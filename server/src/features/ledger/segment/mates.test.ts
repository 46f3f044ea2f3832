import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Body, testTown } from '../../../../test/town.ts';
import { sampleHouses, sampleId } from '../../resident/sample.ts';
import { computeStale } from './jobs.ts';

const { program, runtime, place, staff, ask, person, rows } = await testTown();
const worker = await staff('mates1', 'community_staff', place.city, place.centre);
const street = await staff('mates2', 'street_staff', place.city, place.centre);
const houses = await sampleHouses(runtime, place.east, 3);

/** What is worked out of whom somebody lives with, as a segment each, and the same counted from the rows. */
const RULES = {
  'household.size >= 2.0': `(select count(*) from resident_person o where o.household_id = p.household_id and o.state in ('present', 'away')) >= 2`,
  'house.state == "let"': `exists (select from resident_home m where m.house_id = p.house_id and m.kind = 'tenant' and m.to_on is null)`,
  'house.people >= 3.0': `(select count(*) from resident_home m where m.house_id = p.house_id and m.kind = 'lives' and m.to_on is null) >= 3`,
};
const segments = new Map<string, string>();
for (const rule of Object.keys(RULES)) {
  const body = { client_id: randomUUID(), name: rule, rule };
  const { status, body: made } = await ask(street, 'POST', '/api/segments', body);
  assert.equal(status, 201, JSON.stringify(made));
  segments.set(rule, made.id);
}
await computeStale(runtime);

/** Who is in each segment, and who should be, once the followers have caught up: nothing is computed as a whole. */
async function compared(): Promise<[string, string[], string[]][]> {
  await program.settle();
  const compared: [string, string[], string[]][] = [];
  for (const [rule, says] of Object.entries(RULES)) {
    const ids = (found: Body[]) => found.map(({ id }) => id).sort();
    const kept = ids(
      await rows(`select person_id as id from ledger_member where segment_id = '${segments.get(rule)}'`),
    );
    const real = ids(
      await rows(`select id from resident_person p where state in ('present', 'away') and ${says}`),
    );
    compared.push([rule, kept, real]);
  }
  return compared;
}
async function agree(): Promise<number> {
  let members = 0;
  for (const [rule, kept, real] of await compared()) {
    assert.deepEqual(kept, real, rule);
    members += real.length;
  }
  return members;
}

let order = 0;
const someone = (house: string) => person({ id_number: sampleId('1980-01-01', ++order) }, { house });
const post = (id: string, what: string, payload: object, who = worker) =>
  ask(who, 'POST', `/api/residents/${id}/${what}`, payload);

test('who stays behind is counted right at once when somebody moves in, dies, rents, or is erased', async () => {
  const [house, other] = houses as [string, string];
  const [stays, goes] = [await someone(house), await someone(house)];
  assert.ok((await agree()) >= 2);
  await post(goes, 'move', { house: other });
  await agree();
  const third = await someone(house);
  assert.ok((await agree()) >= 2);
  await post(third, 'move', { house: null, why: 'dead' });
  await agree();
  const { homes } = (await post(goes, 'homes', { house, kind: 'tenant' })).body;
  assert.ok((await agree()) >= 1, 'the house of who stays is let');
  await post(goes, `homes/${homes.find((each: Body) => each.kind === 'tenant').id}/end`, {});
  await agree();
  const guest = await someone(other);
  await post(guest, 'homes', { house, kind: 'tenant' });
  assert.ok((await agree()) >= 1, 'the house of who stays is let');
  await post(guest, 'move', { house: null, why: 'left' });
  await agree();
  const last = await someone(house);
  assert.ok((await agree()) >= 2);
  assert.equal((await post(last, 'erase', { reason: '本人书面申请' }, street)).status, 201);
  await agree();
  assert.equal((await ask(worker, 'GET', `/api/residents/${stays}`)).status, 200);
});

const step = fc.record({
  do: fc.constantFrom('come', 'come', 'move', 'leave', 'rent', 'merge', 'undo', 'erase'),
  who: fc.nat(),
  other: fc.nat(),
  house: fc.nat(2),
});

test('whatever happens to households, segments that ask for them are what counting comes to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
      const [people, merges]: [string[], string[]] = [[], []];
      for (const { do: what, who, other, house } of steps) {
        const [id, at] = [people[who % people.length], houses[house]!];
        if (what === 'come') people.push(await someone(at));
        else if (what === 'undo') {
          if (merges.length > 0)
            await ask(street, 'POST', `/api/resident-merges/${merges[who % merges.length]}/undo`);
        } else if (!id) continue;
        else if (what === 'move') await post(id, 'move', { house: at });
        else if (what === 'leave') await post(id, 'move', { house: null, why: who % 2 ? 'left' : 'dead' });
        else if (what === 'rent') await post(id, 'homes', { house: at, kind: 'tenant' });
        else if (what === 'erase') await post(id, 'erase', { reason: '本人书面申请' }, street);
        else {
          const pair = { keep: id, gone: people[other % people.length] };
          const { status, body } = await ask(street, 'POST', '/api/resident-merges', pair);
          if (status === 201) merges.push(body.id);
        }
        if (who % 3 === 0) await agree();
      }
      await agree();
    }),
    { numRuns: 10 },
  );
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Body, testTown } from '../../../../test/town.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { bearer, sampleResident, tokenFor } from '../../account/sample.ts';
import { movePerson } from '../../resident/index.ts';
import { sampleHouses } from '../../resident/sample.ts';
import { computeStale } from './jobs.ts';

const town = await testTown();
const { program, runtime, place, staff, ask, person, rows } = town;
const east = await staff('east7', 'community_staff', place.east, place.eastUnit);
const [house, other] = (await sampleHouses(runtime, place.east, 2)) as [string, string];

async function segment(rule: string): Promise<string> {
  const id = randomUUID();
  const { status, body } = await ask(east, 'POST', '/api/segments', { client_id: id, name: '一群人', rule });
  assert.equal(status, 201, JSON.stringify(body));
  await computeStale(runtime);
  return id;
}
const members = async (id: string): Promise<string[]> => {
  await program.settle();
  return (await rows(`select person_id as id from ledger_member where segment_id = '${id}'`))
    .map((row: Body) => row.id)
    .sort();
};

test('who lives alone now is found when somebody else comes or goes', async () => {
  const alone = await segment('household.size == 1.0');
  const crowded = await segment('house.people >= 2.0');
  const wife = await person({ birth_date: '1950-01-01' }, { house });
  assert.deepEqual([await members(alone), await members(crowded)], [[wife], []]);
  const husband = await person({ birth_date: '1948-01-01' }, { house });
  assert.deepEqual([await members(alone), await members(crowded)], [[], [wife, husband].sort()]);
  await movePerson(runtime, SYSTEM, husband, { house: other });
  assert.deepEqual([await members(alone), await members(crowded)], [[wife, husband].sort(), []]);
});

test('who called is counted as the call comes in, and never by a call without a name or in confidence', async () => {
  const callers = await segment('matters.year >= 1.0');
  const [open, hidden] = [await person(), await person()];
  for (const [id, phone, more] of [
    [open, '13800001111', {}],
    [hidden, '13800002222', { confidential: true }],
  ] as const) {
    const account = await sampleResident(runtime, phone);
    await rows(`update resident_person set account_id = '${account}' where id = '${id}'`);
    const home = bearer(await tokenFor(runtime, account, 'resident'));
    const matter = {
      client_id: randomUUID(),
      ...{
        type: 'repair',
        text: '小区路灯不亮，晚上看不见路',
        answers: { where: 'compound' },
        area: place.east,
        point: { lng: 114.3, lat: 30.5 },
      },
      ...more,
    };
    const { status, body } = await ask(home, 'POST', '/api/matters', matter);
    assert.equal(status, 201, JSON.stringify(body));
  }
  assert.deepEqual(await members(callers), [open]);
  await rows(`update ledger_segment set state = 'computing' where id = '${callers}'`);
  await computeStale(runtime);
  assert.deepEqual(await members(callers), [open]);
});

test('a rule that can no longer be asked fails by itself, and the others go on', async () => {
  const [broken, sound] = [await segment('person.age >= 18.0'), await segment('person.sex == "2"')];
  await rows(`update ledger_segment set rule = 'person.gone == "1"' where id = '${broken}'`);
  const her = await person({ sex: '2', birth_date: '1980-01-01' });
  assert.deepEqual(await members(sound), [her]);
  const { body } = await ask(east, 'GET', `/api/segments/${broken}`);
  assert.deepEqual([body.state, body.problem], ['failed', '计算没有完成，请检查条件后重新保存。']);
  assert.deepEqual(await rows('select * from subscriber_fault'), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Body, testTown } from '../../../../test/town.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { run } from '../../../platform/runtime.ts';
import { receive } from '../../resident/index.ts';
import { computeStale } from './jobs.ts';

const { program, runtime, place, staff, ask, person } = await testTown();
const east = await staff('east', 'community_staff', place.east, place.eastUnit);
const segment = async () => {
  const { items } = (await ask(east, 'GET', '/api/segments')).body;
  const { state, people } = items.find((each: Body) => each.name.startsWith('80 岁'));
  return [state, people];
};

test('an import has segments computed anew once it is over, and nobody of it is missed', async () => {
  await person({ birth_date: '1940-03-04' });
  await computeStale(runtime);
  assert.deepEqual(await segment(), ['fresh', 1]);
  const arrivals = Array.from({ length: 600 }, (_, i) => ({
    ...{
      values: { name: `众${i}`, birth_date: '1940-03-05' },
      area: place.east,
      house: null,
      sourceKey: `many ${i}`,
    },
  }));
  await run(runtime, SYSTEM, (ctx) => receive(ctx, 'sheet', arrivals));
  await program.settle();
  await person({ birth_date: '1940-03-06' });
  await program.settle();
  await computeStale(runtime);
  assert.deepEqual(await segment(), ['computing', 1]);
  program.clock.advance(5000);
  await computeStale(runtime);
  assert.deepEqual(await segment(), ['fresh', 602]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from '../../test/neighbour.city.ts';

const stage = await openStage();

const SUBJECTS = [
  ['cr-party-01', '滨江市快递外卖企业党组织'],
  ['cr-place-01', '居民委员会'],
  ['cr-industry-01', '滨江市新就业群体行业党委'],
  ['cr-office-01', '人力资源局'],
] as const;

const appeal = (category: string) =>
  stage.report({
    type: 'courier-appeal',
    category,
    text: '希望帮忙解决送件时遇到的困难',
    answers: { who: 'rider', platform: '某某外卖' },
    files: [],
  });

for (const [category, unit] of SUBJECTS)
  test(`an appeal about ${category} goes at once to ${unit}`, async () => {
    const { id } = await appeal(category);
    await stage.program.settle();
    const matter = await stage.done('city1', { url: `/api/matters/${id}` });
    assert.ok(matter.main_unit?.name.includes(unit), `${matter.state} ${matter.main_unit?.name}`);
  });

test('received and settled are told by the kept numbers', async () => {
  const sums = async () => {
    await stage.program.settle();
    const { items } = await stage.done('city1', { url: '/api/matters/counts' });
    const own = items.filter((each: { type: string }) => each.type === 'courier-appeal');
    return own.reduce((sum: number, each: { n: number }) => sum + each.n, 0);
  };
  const before = await sums();
  await appeal('cr-place-02');
  assert.equal(await sums(), before + 1);
});

test('who appeals says to be a courier or a driver: without that the call is refused at its question', async () => {
  const answer = await stage.ask('citizen', {
    method: 'POST',
    url: '/api/matters',
    payload: {
      client_id: crypto.randomUUID(),
      type: 'courier-appeal',
      category: 'cr-place-01',
      text: '进不去小区',
      point: stage.point,
    },
  });
  assert.equal(answer.status, 422);
  assert.match(answer.body.fields[0].path, /who/);
});

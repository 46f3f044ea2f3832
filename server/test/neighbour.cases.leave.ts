import assert from 'node:assert/strict';
import { type Cases, own, showsId } from './neighbour.cases.ts';
import type { Stage } from './neighbour.city.ts';

const DAY = 86_400_000;
const OUTSIDE = ['grid2', 'communityFar', 'communityB', 'dept-urban', 'property1'];

function planned(stage: Stage, more: object = {}) {
  const now = stage.program.clock.now().getTime();
  const [from, to] = [now + DAY, now + 2 * DAY].map((at) => new Date(at).toISOString());
  return { from_at: from, to_at: to, reason: '探亲', take_back: true, ...more };
}

/** A leave of grid1, which the community learns of and can end; nobody else sees it, ends it, or enters one. */
async function concernsOnlyTheirs(stage: Stage): Promise<void> {
  const account_id = await stage.idOf('grid1');
  const { id } = await stage.post('grid1', '/api/leaves', planned(stage));
  assert.ok(showsId(id)(await stage.done('community1', { url: '/api/leaves' })));
  for (const name of OUTSIDE) {
    assert.ok(!showsId(id)(await stage.done(name, { url: '/api/leaves' })), `${name} sees it`);
    const end = { method: 'POST' as const, url: `/api/leaves/${id}/end` };
    assert.equal((await stage.ask(name, end)).status, 404, `${name} ends it`);
    const enter = { method: 'POST' as const, url: '/api/leaves', payload: planned(stage, { account_id }) };
    assert.equal((await stage.ask(name, enter)).status, 404, `${name} enters one`);
    const led = await stage.done(name, { url: '/api/leaves/people' });
    assert.ok(!showsId(account_id)(led), `${name} could enter one for grid1`);
    const url = `/api/leaves/stand-ins?account_id=${account_id}`;
    assert.deepEqual((await stage.done(name, { url })).items, [], `${name} is told who could`);
  }
  const near = await stage.done('community1', { url: `/api/leaves/stand-ins?account_id=${account_id}` });
  assert.ok(near.items.length > 0);
  assert.ok(showsId(account_id)(await stage.done('community1', { url: '/api/leaves/people' })));
  await stage.done('community1', { method: 'POST', url: `/api/leaves/${id}/end` });
  assert.ok(!showsId(id)(await stage.done('grid1', { url: '/api/leaves' })));
}

/** Leave and stand-in. */
export const leaveCases: Cases = {
  'GET /api/leaves': own(concernsOnlyTheirs),
  'GET /api/leaves/people': own(concernsOnlyTheirs),
  'GET /api/leaves/stand-ins': own(concernsOnlyTheirs),
  'POST /api/leaves': own(concernsOnlyTheirs),
  'POST /api/leaves/:id/end': own(concernsOnlyTheirs),
};

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Cases, list, on, own, row, showsId } from './neighbour.cases.ts';
import { type Body, NEIGHBOURS, OWNERS, type Stage, staffOf } from './neighbour.city.ts';

/** A closed matter that the district's urban management worked on, from a caller of the hotline: there is somebody to call back. */
async function closed(stage: Stage): Promise<Body> {
  const { id } = await stage.report({ source: 'hotline' }, 'hotline');
  const units = [{ unit: await stage.unitOf('dept-urban'), role: 'main' }];
  await stage.act('community1', id, 'dispatch', { units });
  await stage.act('dept-urban', id, 'feedback', { reply: '已经修好，请放心通行' });
  await stage.act('community1', id, 'close', { met: true });
  // Twice: what judging tells is counted by followers that come before it.
  await stage.program.settle();
  await stage.program.settle();
  return stage.done('community1', { url: `/api/matters/${id}` });
}

async function visit(stage: Stage): Promise<Body> {
  const { id } = await closed(stage);
  const { items } = await stage.done('hotline', { url: '/api/visits?limit=200' });
  return items.find((each: Body) => each.matter.id === id);
}

async function sample(stage: Stage): Promise<Body> {
  await closed(stage);
  const day = stage.program.clock.now().toISOString().slice(0, 10);
  return stage.post('street1', '/api/samples', {
    client_id: randomUUID(),
    from: '2020-01-01',
    to: day,
    size: 2,
  });
}
async function check(stage: Stage): Promise<Body> {
  const { id } = await sample(stage);
  const { items } = await stage.done('street1', { url: '/api/checks?limit=200' });
  return items.find((each: Body) => each.sample === id);
}

async function appeal(stage: Stage): Promise<Body> {
  const { id } = await closed(stage);
  const unit = await stage.unitOf('dept-urban');
  const said = { client_id: randomUUID(), what: 'matter', unit, reason: '诉求不属于本单位职责' };
  return stage.post('dept-urban', `/api/matters/${id}/appeals`, said);
}
async function exclusion(stage: Stage): Promise<Body> {
  const { id, version } = await appeal(stage);
  const accepted = await stage.post('district1', `/api/appeals/${id}/steps/accept`, { version });
  const words = { version: accepted.version, words: '情况属实，同意剔除' };
  return (await stage.post('district1', `/api/appeals/${id}/steps/approve`, words)).exclusion;
}

const SCORES = { timely: 4, solved: 4, attitude: 5 };

/** A unit is judged for a month by one above it, and by nobody else. */
async function judgesOnlyBelow(stage: Stage): Promise<void> {
  const unit = await stage.unitOf('dept-urban');
  const period = stage.program.clock.now().toISOString().slice(0, 7);
  const call = { method: 'POST' as const, url: '/api/appraisals', payload: { unit, period, ...SCORES } };
  for (const name of ['districtB', 'streetB', 'street1'])
    assert.equal((await stage.ask(name, call)).status, 422);
  assert.equal((await stage.ask('district1', call)).status, 200);
}

/** A spot check draws from the own area: another street's is refused. */
async function drawsOnlyTheOwn(stage: Stage): Promise<void> {
  const mine = await sample(stage);
  assert.equal(mine.unit.id, await stage.unitOf('street1'));
  const [area] = (await stage.done('street1', { url: '/api/me' })).areas;
  const payload = { client_id: randomUUID(), area: area.id, from: '2020-01-01', to: '2020-01-02', size: 1 };
  const answer = await stage.ask('streetB', { method: 'POST', url: '/api/samples', payload });
  assert.equal(answer.body.fields[0].code, 'not_yours');
}

export const judgementCases: Cases = {
  'GET /api/visits': [
    list(['hotline'], ['community1', 'communityB', 'street1', 'district1'], async (stage) => ({
      call: { url: '/api/visits?limit=200' },
      shows: showsId((await visit(stage)).id),
    })),
  ],
  'POST /api/visits/:id/attempts': [
    row(
      ['hotline'],
      ['community1', 'communityB', 'streetB', 'district1'],
      on(
        visit,
        'POST',
        ({ id }) => `/api/visits/${id}/attempts`,
        () => ({ client_id: randomUUID(), result: 'busy' }),
      ),
    ),
  ],
  'POST /api/matters/:id/appraisals': [
    row(['street1'], ['streetB', 'communityB', 'districtB'], async (stage) => ({
      method: 'POST',
      url: `/api/matters/${(await closed(stage)).id}/appraisals`,
      payload: { unit: await stage.unitOf('dept-urban'), ...SCORES },
    })),
  ],
  'GET /api/appraisals': [
    list(['dept-urban'], ['dept-water', 'deptOfB', 'communityB'], async (stage) => {
      const { id } = await closed(stage);
      const payload = { unit: await stage.unitOf('dept-urban'), ...SCORES };
      await stage.post('street1', `/api/matters/${id}/appraisals`, payload);
      return { call: { url: '/api/appraisals?received=true&limit=200' }, shows: showsId(id) };
    }),
  ],
  'POST /api/appraisals': own(judgesOnlyBelow),
  'POST /api/samples': own(drawsOnlyTheOwn),
  'GET /api/samples': [
    list(['street1'], ['streetB', 'district1'], async (stage) => ({
      call: { url: '/api/samples?limit=200' },
      shows: showsId((await sample(stage)).id),
    })),
  ],
  'GET /api/checks': [
    list(['street1'], ['streetB', 'district1'], async (stage) => ({
      call: { url: '/api/checks?limit=200' },
      shows: showsId((await check(stage)).id),
    })),
  ],
  'POST /api/checks/:id/outcome': [
    row(
      ['street1'],
      ['streetB', 'district1', 'districtB'],
      on(
        check,
        'POST',
        ({ id }) => `/api/checks/${id}/outcome`,
        ({ version }) => ({
          version,
          outcome: 'confirmed',
          note: '现场已经修好',
        }),
      ),
    ),
  ],
  'GET /api/matters/:id/judgements': [
    row(
      staffOf(OWNERS),
      staffOf(NEIGHBOURS),
      on(closed, 'GET', ({ id }) => `/api/matters/${id}/judgements`),
    ),
  ],
  'POST /api/matters/:id/appeals': [
    row(['dept-urban'], ['dept-water', 'deptOfB', 'communityB', 'propertyB'], async (stage) => ({
      method: 'POST',
      url: `/api/matters/${(await closed(stage)).id}/appeals`,
      payload: {
        client_id: randomUUID(),
        what: 'matter',
        unit: await stage.unitOf('dept-urban'),
        reason: '诉求不属于本单位职责',
      },
    })),
  ],
  'GET /api/appeals': [
    list(['dept-urban'], ['dept-water', 'deptOfB', 'community1'], async (stage) => ({
      call: { url: '/api/appeals?box=own&limit=200' },
      shows: showsId((await appeal(stage)).id),
    })),
    list(['district1'], ['districtB', 'streetB', 'street1'], async (stage) => ({
      call: { url: '/api/appeals?limit=200' },
      shows: showsId((await appeal(stage)).id),
    })),
  ],
  'POST /api/appeals/:id/steps/:step': [
    row(
      ['district1'],
      ['districtB', 'street1', 'dept-water', 'deptOfB'],
      on(
        appeal,
        'POST',
        ({ id }) => `/api/appeals/${id}/steps/accept`,
        ({ version }) => ({ version }),
      ),
    ),
  ],
  'POST /api/exclusions/:id/revoke': [
    row(
      ['district1'],
      ['districtB', 'streetB'],
      on(
        exclusion,
        'POST',
        ({ id }) => `/api/exclusions/${id}/revoke`,
        () => ({ reason: '证据不实，重新计入' }),
      ),
    ),
  ],
};

import { randomUUID } from 'node:crypto';
import { type Case, type Cases, list, nobody, row, showsId } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

/** Staff who hold the right to mediate, and have no part in this dispute: not even the grid worker of its own grid. */
const NEIGHBOURS =
  'grid1 grid2 communityB communityFar streetB districtB dept-water deptOfB property1 propertyB'.split(' ');
const INSIDE = ['community1'];

/** A dispute that its community mediates, with a party and a named mediator. */
async function dispute(stage: Stage): Promise<string> {
  const { id } = await stage.report({
    type: 'dispute',
    category: 'gbt31000-17',
    text: '楼道堆物引起的争执',
    answers: { parties: '两户邻居' },
    files: [],
  });
  const units = [{ unit: await stage.unitOf('community1'), role: 'main' }];
  await stage.act('community1', id, 'dispatch', { units });
  await stage.post('community1', `/api/disputes/${id}/parties`, party());
  return id;
}
const party = () => ({ client_id: randomUUID(), role: 'applicant', name: '林小溪', phone: '19900000002' });
const mediator = () => ({ client_id: randomUUID(), kind: 'lawyer', name: '周律师' });
const agreement = () => ({
  client_id: randomUUID(),
  body: '双方同意清理楼道，此后不再堆放杂物，互相谅解，永不再争。',
  promises: [{ what: '清理楼道', due_on: '2026-03-20' }],
});

async function signed(stage: Stage): Promise<{ id: string; detail: Body }> {
  const id = await dispute(stage);
  await stage.post('community1', `/api/disputes/${id}/agreements`, agreement());
  const files = [await stage.photo('community1')];
  await stage.post('community1', `/api/disputes/${id}/agreements/sign`, {
    agreement: 1,
    signed_on: '2026-03-02',
    files,
  });
  return { id, detail: await stage.done('community1', { url: `/api/disputes/${id}` }) };
}

const working = (
  method: Call['method'],
  after: string,
  payload?: (stage: Stage) => object | Promise<object>,
): Case =>
  row(INSIDE, NEIGHBOURS, async (stage) => ({
    method,
    url: `/api/disputes/${await dispute(stage)}${after}`,
    payload: await payload?.(stage),
  }));

const removing = (what: 'parties' | 'mediators'): Case =>
  row(INSIDE, NEIGHBOURS, async (stage) => {
    const id = await dispute(stage);
    const made = what === 'parties' ? party() : mediator();
    await stage.post('community1', `/api/disputes/${id}/${what}`, made);
    return { method: 'DELETE', url: `/api/disputes/${id}/${what}/${made.client_id}` };
  });

const settling = (what: 'promises' | 'visits', payload: object): Case =>
  row(INSIDE, NEIGHBOURS, async (stage) => {
    const { id, detail } = await signed(stage);
    return { method: 'POST', url: `/api/disputes/${id}/${what}/${detail[what][0].id}`, payload };
  });

export const disputeCases: Cases = {
  'GET /api/disputes/codes': nobody('code lists of a standard, the same for everybody'),
  'GET /api/disputes': [
    list([...INSIDE, 'street1', 'district1', 'city1'], NEIGHBOURS, async (stage) => {
      const id = await dispute(stage);
      await stage.program.settle();
      return { call: { url: '/api/disputes?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/disputes/:id': [working('GET', '')],
  'PUT /api/disputes/:id': [working('PUT', '', () => ({ version: 0, scale: '01' }))],
  'POST /api/disputes/:id/open': [
    working('POST', '/open', () => ({ purpose: '联系当事人' })),
    {
      ...working('POST', '/open', () => ({ purpose: '了解情况' })),
      neighbours: ['street1', 'district1'],
      refused: 403,
    } as Case,
  ],
  'POST /api/disputes/:id/parties': [working('POST', '/parties', party)],
  'DELETE /api/disputes/:id/parties/:item': [removing('parties')],
  'POST /api/disputes/:id/mediators': [working('POST', '/mediators', mediator)],
  'DELETE /api/disputes/:id/mediators/:item': [removing('mediators')],
  'POST /api/disputes/:id/sessions': [
    working('POST', '/sessions', (stage) => ({
      client_id: randomUUID(),
      at: stage.program.clock.now().toISOString(),
      place: '社区调解室',
      present: '双方',
      record: '双方各说了经过。',
    })),
  ],
  'POST /api/disputes/:id/agreements/draft': [working('POST', '/agreements/draft', () => ({}))],
  'POST /api/disputes/:id/agreements': [working('POST', '/agreements', agreement)],
  'POST /api/disputes/:id/agreements/sign': [
    row(INSIDE, NEIGHBOURS, async (stage) => {
      const id = await dispute(stage);
      await stage.post('community1', `/api/disputes/${id}/agreements`, agreement());
      const files = [await stage.photo('community1')];
      return {
        method: 'POST',
        url: `/api/disputes/${id}/agreements/sign`,
        payload: { agreement: 1, signed_on: '2026-03-02', files },
      };
    }),
  ],
  'POST /api/disputes/:id/promises/:item': [settling('promises', { kept: true })],
  'POST /api/disputes/:id/visits/:item': [settling('visits', { fulfilled: true, note: '双方相处融洽' })],
};

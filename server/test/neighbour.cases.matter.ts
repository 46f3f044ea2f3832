import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sheetOf } from '../src/features/matter/import.sample.ts';
import { always, type Case, type Cases, list, nobody, office, own, row, showsId } from './neighbour.cases.ts';
import { type Call, NEIGHBOURS, OWNERS, only, PHONE, type Stage, staffOf } from './neighbour.city.ts';

const matterUrl =
  (after = '', method: Call['method'] = 'GET') =>
  async (stage: Stage): Promise<Call> => ({
    method,
    url: `/api/matters/${(await stage.matter()).id}${after}`,
  });

/** The list under one filter: what the owner finds with it, the neighbour does not. */
const filtered = (query: (stage: Stage) => string, owners = OWNERS, neighbours = NEIGHBOURS): Case =>
  list(owners, neighbours, async (stage) => {
    const { id } = await stage.matter();
    return { call: { url: `/api/matters?limit=200&${query(stage)}` }, shows: showsId(id) };
  });

const searched = (q: (matter: { number: string }) => string, owners = OWNERS): Case =>
  list(owners, NEIGHBOURS, async (stage) => {
    const matter = await stage.matter();
    return { call: { url: `/api/matters?q=${encodeURIComponent(q(matter))}` }, shows: showsId(matter.id) };
  });

/** An action on a matter made for it, in the version it has. */
const acting = (
  owner: string,
  action: string,
  make: (stage: Stage) => Promise<{ id: string }>,
  form: object = {},
  neighbours = NEIGHBOURS,
): Case =>
  row([owner], neighbours, async (stage) => {
    const { id } = await make(stage);
    const version = await stage.version(id);
    return { method: 'POST', url: `/api/matters/${id}/actions/${action}`, payload: { version, ...form } };
  });
const dispatched = (stage: Stage) => stage.dispatched();
const reported = (stage: Stage) => stage.report();

/** What a compound's own property company answers for, and no other; a matter of any other kind is not its business. */
const repair = (stage: Stage) =>
  stage.report({ type: 'repair', category: 'rp-water-01', contact: undefined });
const complaint = (stage: Stage) =>
  stage.report({
    type: 'complaint',
    category: undefined,
    text: '物业乱收费',
    answers: { purpose: 'help' },
    contact: undefined,
  });
const AROUND = NEIGHBOURS.filter((name) => name !== 'property1');

const FINDERS = only(OWNERS, 'grid1 community1 street1 district1 city1 hotline');
const TRUSTED = FINDERS.filter((name) => name !== 'grid1');
const LOST = only(NEIGHBOURS, 'grid2 community street district property');

async function creatingTakesNothingOfOthers(stage: Stage): Promise<void> {
  const mine = await stage.photo('citizen');
  const client_id = randomUUID();
  const payload = { client_id, type: 'city-event', text: '路灯不亮', point: stage.point, files: [mine] };
  const call: Call = { method: 'POST', url: '/api/matters', payload };
  const thief = await stage.ask('citizen2', call);
  assert.equal(thief.status, 422, thief.text);
  assert.equal(thief.body.fields[0].path, 'files');
  const first = await stage.ask('citizen', call);
  assert.equal(first.status, 201, first.text);
  const same = { ...call, payload: { ...payload, files: [] } };
  const other = await stage.ask('citizen2', same);
  assert.equal(other.status, 201, 'the number of a submission is the own one of each account');
  assert.notEqual(other.body.id, first.body.id);
}

async function lookupNeedsThePair(stage: Stage): Promise<void> {
  const { number } = await stage.matter();
  const look = (phone: string) =>
    stage.ask(null, { method: 'POST', url: '/api/lookup', payload: { number, phone } });
  assert.equal((await look(PHONE)).status, 200);
  assert.equal((await look('13900000008')).status, 404);
}

async function actingByLookupNeedsThePair(stage: Stage): Promise<void> {
  const { id, number } = await stage.report();
  const act = async (phone: string) => {
    const payload = { number, phone, version: await stage.version(id), text: '在六号楼东侧' };
    return stage.ask(null, { method: 'POST', url: '/api/lookup/actions/supplement', payload });
  };
  assert.equal((await act(PHONE)).status, 200);
  assert.equal((await act('13900000008')).status, 404);
}

async function exportIsTheOwnList(stage: Stage): Promise<void> {
  const { number } = await stage.matter();
  const call: Call = { method: 'POST', url: '/api/matters/export', payload: { columns: ['number'] } };
  const sheetFor = async (name: string) => {
    const { job } = await stage.done(name, call);
    const { result } = await stage.job(name, job);
    const headers = await stage.headersOf(name);
    const { rawPayload } = await stage.program.http.inject({ url: result.file, headers });
    return JSON.stringify(await sheetOf(rawPayload));
  };
  for (const name of ['community1', 'dept-urban']) assert.ok((await sheetFor(name)).includes(number), name);
  for (const name of ['communityB', 'dept-water']) assert.ok(!(await sheetFor(name)).includes(number), name);
}

const photoOf = (size: string): Case =>
  row(OWNERS, NEIGHBOURS, async (stage) => {
    const { files } = await stage.matter();
    return { url: `/api/files/${files[0].id}${size}` };
  });

export const matterCases: Cases = {
  'POST /api/matters': own(creatingTakesNothingOfOthers),
  'GET /api/matters': [
    filtered(() => ''),
    filtered(() => 'state=handling'),
    filtered(() => 'type=city-event'),
    filtered((stage) => `category=${stage.category}`),
    filtered(() => 'source=resident'),
    filtered(() => 'open=true'),
    filtered((stage) => `area=${stage.grid.code}`),
    filtered((stage) => `area=${stage.grid.ancestors[0].code}`),
    filtered(() => 'cursor=ffffffff-ffff-7fff-bfff-ffffffffffff'),
    filtered(() => 'mine=true', ['citizen']),
    searched(({ number }) => number),
    searched(() => '井盖破损'),
    searched(() => PHONE, only(OWNERS, 'community1 street1 district1 city1 dept-urban hotline')),
  ],
  'GET /api/matters/counts': [
    {
      kind: 'count',
      owners: only(OWNERS, 'grid1 community1 street1 district1 city1 hotline'),
      neighbours: staffOf(NEIGHBOURS),
      call: () => ({ url: '/api/matters/counts' }),
      count: (body) => body.total,
      more: reported,
    },
    {
      kind: 'count',
      owners: only(OWNERS, 'grid1 community1 street1 district1 city1 hotline'),
      neighbours: staffOf(NEIGHBOURS),
      call: (stage) => ({ url: `/api/matters/counts?area=${stage.grid.code}` }),
      count: (body) => body.total,
      more: reported,
    },
  ],
  'GET /api/matters/:id': [
    row(OWNERS, NEIGHBOURS, matterUrl()),
    row(['citizen', 'grid1', 'community1', 'property1'], AROUND, async (stage) => ({
      url: `/api/matters/${(await repair(stage)).id}`,
    })),
    row(['citizen', 'community1', 'district1'], NEIGHBOURS, async (stage) => ({
      url: `/api/matters/${(await complaint(stage)).id}`,
    })),
  ],
  'GET /api/matters/:id/events': [row(OWNERS, NEIGHBOURS, matterUrl('/events'))],
  'GET /api/matters/:id/cards': [row(staffOf(OWNERS), staffOf(NEIGHBOURS), matterUrl('/cards'))],
  'GET /api/matters/:id/suggestions': [
    row(
      only(OWNERS, 'community1 street1 district1 city1'),
      only(NEIGHBOURS, 'community street district property'),
      matterUrl('/suggestions'),
    ),
  ],
  'GET /api/matters/:id/looks': [row(['citizen', 'auditor'], ['citizen2'], matterUrl('/looks'))],
  'POST /api/matters/:id/contact': [
    row(
      only(OWNERS, 'community1 street1 district1 city1 dept-urban hotline'),
      only(NEIGHBOURS, 'community street district dept property'),
      async (stage) => ({
        ...(await matterUrl('/contact', 'POST')(stage)),
        payload: { purpose: '电话核实位置' },
      }),
    ),
    row(['property1'], only(AROUND, 'community street district dept property'), async (stage) => ({
      method: 'POST',
      url: `/api/matters/${(await repair(stage)).id}/contact`,
      payload: { purpose: '上门前联系' },
    })),
  ],
  'POST /api/matters/:id/actions/:action': [
    acting('community1', 'accept', reported),
    acting('community1', 'amend', reported, { priority: 'urgent', reason: '确属紧急' }),
    acting('dept-urban', 'sign', dispatched),
    acting('dept-urban', 'feedback', dispatched, { reply: '井盖已更换。' }),
    acting('citizen', 'supplement', reported, { text: '井盖在非机动车道上' }),
    acting('property1', 'dispatch', repair, {}, AROUND),
    acting('citizen', 'withdraw', reported),
  ],
  'POST /api/lookup': own(lookupNeedsThePair),
  'POST /api/lookup/actions/:action': own(actingByLookupNeedsThePair),
  'POST /api/matters/export': own(exportIsTheOwnList),
  'GET /api/files/:id': [
    photoOf(''),
    photoOf('?size=thumb'),
    photoOf('?size=medium'),
    photoOf('?size=full'),
    row(['citizen'], ['citizen2', 'grid1', 'community1', 'admin'], async (stage) => ({
      url: `/api/files/${await stage.photo('citizen')}`,
    })),
  ],
  'GET /api/tasks': [
    list(['community1'], [...NEIGHBOURS, 'dept-urban'], async (stage) => ({
      call: { url: '/api/tasks?limit=200' },
      shows: showsId((await stage.report()).id),
    })),
    list(['dept-urban'], NEIGHBOURS, async (stage) => ({
      call: { url: '/api/tasks?limit=200&kind=handle' },
      shows: showsId((await stage.matter()).id),
    })),
  ],
  'GET /api/tasks/counts': [
    {
      kind: 'count',
      owners: ['community1'],
      neighbours: [...NEIGHBOURS, 'dept-urban', 'citizen'],
      call: () => ({ url: '/api/tasks/counts' }),
      count: (body) => body.total,
      more: reported,
    },
  ],
  'GET /api/desk/caller': [
    list(TRUSTED, only(LOST, 'community street district property'), async (stage) => {
      // A number that nobody else here calls from: the card shows only the newest twenty of one.
      const phone = '19900000078';
      const { id } = await stage.dispatched({ contact: { name: '林小溪', phone } }, 'hotline');
      return { call: { url: `/api/desk/caller?phone=${phone}` }, shows: showsId(id) };
    }),
    ...office('hotline', always({ url: `/api/desk/caller?phone=${PHONE}` }), ['grid1', 'grid2']),
  ],
  'GET /api/desk/similar': [
    list(FINDERS, LOST, async (stage) => {
      // Not the corner where everything else of this test happens: only the likest few are offered.
      const { id } = await stage.report({ text: '老槐树歪倒压住健身步道栏杆', category: undefined });
      const { lng, lat } = stage.point;
      const text = encodeURIComponent('槐树歪倒压住健身步道');
      return { call: { url: `/api/desk/similar?text=${text}&lng=${lng}&lat=${lat}` }, shows: showsId(id) };
    }),
    list(FINDERS, LOST, async (stage) => {
      const { id } = await stage.report({ text: '彩色陶瓷浮雕脱落', category: undefined });
      const text = encodeURIComponent('陶瓷浮雕脱落');
      return { call: { url: `/api/desk/similar?text=${text}&area=${stage.grid.code}` }, shows: showsId(id) };
    }),
  ],
  'GET /api/messages/receipts': [
    row(
      staffOf(OWNERS).filter((name) => name !== 'auditor'),
      staffOf(NEIGHBOURS),
      async (stage) => ({
        url: `/api/messages/receipts?subject=${(await stage.matter()).id}`,
      }),
    ),
  ],
  'GET /api/catalog/types': nobody('the types of the pack, the same for everybody of a role'),
  'GET /api/catalog/categories': nobody('the classes of the pack, the same for everybody'),
  'GET /api/catalog/states': nobody('the states of the workflows, the same for everybody'),
};

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { csv, goodRow, HEAD, mappingOf } from '../src/features/matter/import.sample.ts';
import { multipart } from '../src/platform/files/sample.ts';
import { type Cases, list, nobody, own, row, showsId } from './neighbour.cases.ts';
import { type Call, NEIGHBOURS, type Stage } from './neighbour.city.ts';

const sessionsOf = async (stage: Stage, name: string) =>
  (await stage.done(name, { url: '/api/sessions' })).items;
const OUTSIDE = ['citizen2', 'grid2', 'community1', 'security'];

/** Ending one's sessions, here or everywhere, ends nobody else's. */
const endsOnlyTheOwn = (url: string) =>
  own(async (stage) => {
    const [mine, theirs] = [await stage.session('citizen'), await stage.session('citizen2')];
    assert.equal((await stage.ask(null, { method: 'DELETE', url }, theirs)).status, 200);
    assert.equal((await stage.ask(null, { url: '/api/me' }, theirs)).status, 401);
    assert.equal((await stage.ask(null, { url: '/api/me' }, mine)).status, 200);
    assert.equal((await stage.ask(null, { method: 'DELETE', url }, mine)).status, 200);
    assert.equal((await stage.ask(null, { url: '/api/me' }, mine)).status, 401);
    stage.forget('citizen', 'citizen2');
  });

async function changesOnlyTheOwnName(stage: Stage): Promise<void> {
  const nameOf = async (who: string) => (await stage.done(who, { url: '/api/me' })).name;
  const before = await nameOf('citizen');
  await stage.done('citizen2', { method: 'PATCH', url: '/api/me', payload: { name: '改名的人' } });
  assert.equal(await nameOf('citizen2'), '改名的人');
  assert.equal(await nameOf('citizen'), before);
}

async function changesOnlyTheOwnPassword(stage: Stage): Promise<void> {
  const mine = await stage.session('communityB');
  const payload = { current: 'huying-demo', password: 'another long pass 42' };
  await stage.done('communityFar', { method: 'POST', url: '/api/me/password', payload });
  assert.equal((await stage.ask(null, { url: '/api/me' }, mine)).status, 200);
  const again = await stage.ask('communityB', { method: 'POST', url: '/api/me/password', payload });
  assert.equal(again.status, 200, 'the own password is still the old one');
}

const unread = async (stage: Stage, name: string) =>
  (await stage.done(name, { url: '/api/messages/unread' })).count;

async function readsOnlyTheOwnInbox(stage: Stage): Promise<void> {
  await stage.dispatched();
  await stage.program.settle();
  const mine = await unread(stage, 'citizen');
  assert.ok(mine > 0);
  for (const name of NEIGHBOURS) await stage.post(name, '/api/messages/read-all');
  assert.equal(await unread(stage, 'citizen'), mine);
  await stage.post('citizen', '/api/messages/read-all');
  assert.equal(await unread(stage, 'citizen'), 0);
}

const message = async (stage: Stage): Promise<string> => {
  await stage.dispatched();
  await stage.program.settle();
  return (await stage.done('citizen', { url: '/api/messages?unread=true' })).items[0].id;
};

const exportOf = async (stage: Stage): Promise<string> =>
  (await stage.post('community1', '/api/matters/export', { columns: ['number'] })).job;

async function importOf(stage: Stage) {
  const { lng, lat } = stage.point;
  const file = csv([HEAD, goodRow(`N${Math.random()}`, { 经度: String(lng), 纬度: String(lat) })]);
  const { payload, headers } = multipart(file, '历史.csv', 'text/csv');
  return stage.done('district1', { method: 'POST', url: '/api/imports', payload, headers });
}
// Imports are their maker's alone: the colleague in the same room and the level above are neighbours too.
const NOT_THE_MAKER = ['districtB', 'city1'];

/** What is told on a real line, until told to stop. */
async function lineOf(stage: Stage, address: string, name: string) {
  const leave = new AbortController();
  const headers = await stage.headersOf(name);
  const answer = await fetch(`${address}/api/live`, { headers, signal: leave.signal });
  const line = { text: '', leave: () => leave.abort() };
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) line.text += part.value;
  })().catch(() => undefined);
  return line;
}

async function hearsOnlyOfTheOwn(stage: Stage): Promise<void> {
  const address = await stage.program.http.listen({ port: 0, host: '127.0.0.1' });
  const names = ['citizen', 'grid1', 'community1', 'dept-urban', ...NEIGHBOURS];
  const lines = new Map(
    await Promise.all(names.map(async (name) => [name, await lineOf(stage, address, name)] as const)),
  );
  const { id } = await stage.dispatched();
  // Something of the neighbours' own comes last: when they have heard of it, they have heard of all before.
  const far = await stage.done('grid2', { url: '/api/me' });
  const { center } = await stage.done('grid2', { url: `/api/areas/${far.areas[0].id}` });
  const last = (await stage.report({ point: center }, 'citizen2')).id;
  const heard = (name: string, what: string) => lines.get(name)!.text.includes(what);
  const complete = () =>
    ['citizen', 'grid1', 'community1', 'dept-urban'].every((name) => heard(name, id)) &&
    ['citizen2', 'grid2', 'communityFar', 'districtB'].every((name) => heard(name, last));
  for (let i = 0; i < 400 && !complete(); i++) await sleep(50);
  assert.ok(complete(), 'each hears of the own');
  for (const name of NEIGHBOURS) assert.ok(!heard(name, id), `${name} hears of somebody else's matter`);
  assert.ok(!heard('citizen', last));
  for (const line of lines.values()) line.leave();
}

const take = async (stage: Stage): Promise<Call> => {
  const payload = { phone: '13900000001', agent: 'hotline' };
  const { id } = await stage.post('hotlineB', '/api/screen-pop', payload);
  return { method: 'POST', url: `/api/screen-pop/${id}/take` };
};

export const ownCases: Cases = {
  'GET /api/me': [
    list(['citizen'], OUTSIDE, async (stage) => ({
      call: { url: '/api/me' },
      shows: showsId(await stage.idOf('citizen')),
    })),
  ],
  'PATCH /api/me': own(changesOnlyTheOwnName),
  'POST /api/me/password': own(changesOnlyTheOwnPassword),
  'DELETE /api/session': endsOnlyTheOwn('/api/session'),
  'DELETE /api/session/all': endsOnlyTheOwn('/api/session/all'),
  'GET /api/sessions': [
    list(['citizen'], OUTSIDE, async (stage) => {
      await stage.session('citizen');
      const [{ id }] = await sessionsOf(stage, 'citizen');
      return { call: { url: '/api/sessions' }, shows: showsId(id) };
    }),
  ],
  'DELETE /api/sessions/:id': [
    row(['citizen'], OUTSIDE, async (stage) => {
      await stage.session('citizen');
      const other = (await sessionsOf(stage, 'citizen')).find((each: { current: boolean }) => !each.current);
      return { method: 'DELETE', url: `/api/sessions/${other.id}` };
    }),
  ],
  'GET /api/messages': [
    list(['citizen'], NEIGHBOURS, async (stage) => ({
      call: { url: '/api/messages?limit=200' },
      shows: showsId(await message(stage)),
    })),
    list(['citizen'], NEIGHBOURS, async (stage) => ({
      call: { url: '/api/messages?unread=true' },
      shows: showsId(await message(stage)),
    })),
  ],
  'GET /api/messages/unread': [
    {
      kind: 'count',
      owners: ['citizen'],
      neighbours: NEIGHBOURS,
      call: () => ({ url: '/api/messages/unread' }),
      count: (body) => body.count,
      more: (stage) => stage.dispatched(),
    },
  ],
  'POST /api/messages/:id/read': [
    row(['citizen'], [...NEIGHBOURS, 'community1', 'grid1'], async (stage) => ({
      method: 'POST',
      url: `/api/messages/${await message(stage)}/read`,
    })),
  ],
  'POST /api/messages/read-all': own(readsOnlyTheOwnInbox),
  'GET /api/jobs': [
    list(['community1'], ['communityB', 'street1', 'city1', 'citizen', 'admin'], async (stage) => ({
      call: { url: '/api/jobs' },
      shows: showsId(await exportOf(stage)),
    })),
  ],
  'GET /api/jobs/:id': [
    row(['community1'], ['communityB', 'street1', 'city1', 'citizen', 'admin'], async (stage) => ({
      url: `/api/jobs/${await exportOf(stage)}`,
    })),
  ],
  'POST /api/jobs/:id/cancel': [
    row(['community1'], ['communityB', 'street1', 'city1', 'citizen', 'admin'], async (stage) => ({
      method: 'POST',
      url: `/api/jobs/${await stage.waitingJob('community1')}/cancel`,
    })),
  ],
  'POST /api/imports': own(async (stage) => {
    const { id } = await importOf(stage);
    assert.equal((await stage.ask('district1', { url: `/api/imports/${id}` })).status, 200);
    assert.equal((await stage.ask('districtB', { url: `/api/imports/${id}` })).status, 404);
  }),
  'GET /api/imports/:id': [
    row(['district1'], NOT_THE_MAKER, async (stage) => ({
      url: `/api/imports/${(await importOf(stage)).id}`,
    })),
  ],
  'PUT /api/imports/:id/mapping': [
    row(['district1'], NOT_THE_MAKER, async (stage) => {
      const { id, suggested } = await importOf(stage);
      return { method: 'PUT', url: `/api/imports/${id}/mapping`, payload: { mapping: mappingOf(suggested) } };
    }),
  ],
  'POST /api/imports/:id/start': [
    row(['district1'], NOT_THE_MAKER, async (stage) => {
      const { id, suggested } = await importOf(stage);
      const payload = { mapping: mappingOf(suggested), dry_run: true };
      return { method: 'POST', url: `/api/imports/${id}/start`, payload };
    }),
  ],
  'GET /api/live': own(hearsOnlyOfTheOwn),
  'POST /api/files': own(async (stage) => {
    const url = `/api/files/${await stage.photo('citizen')}`;
    assert.equal((await stage.ask('citizen', { url })).status, 200);
    for (const name of OUTSIDE) assert.equal((await stage.ask(name, { url })).status, 404, name);
  }),
  'POST /api/screen-pop': own(async (stage) => {
    const call = await take(stage);
    assert.equal(
      (await stage.ask('hotlineB', call)).status,
      404,
      'who rings another’s screen cannot take the call',
    );
    assert.equal((await stage.ask('hotline', call)).status, 200);
  }),
  'POST /api/screen-pop/:id/take': [row(['hotline'], ['hotlineB'], take)],
  'POST /api/session': nobody('signing in: the credentials are the proof, there is no session before'),
  'POST /api/session/code': nobody('a code goes to the number that was named, and to nobody who asks'),
  'GET /api/demo': nobody('whether the demo city is loaded, published on the sign-in page'),
  'GET /health/live': nobody('whether the program runs, the same for everybody'),
  'GET /health/ready': nobody('whether the database answers, the same for everybody'),
  'GET /metrics': nobody('figures of the program without personal data'),
  'GET /openapi.json': nobody('the description of the interface, the same for everybody'),
};

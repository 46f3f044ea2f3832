import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { multipart } from '../src/platform/files/sample.ts';
import { type Answer, type Body, NEIGHBOURS, openStage, PHONE } from './neighbour.city.ts';

const stage = await openStage();
const POINT = stage.point;

/** The refusal of a call in which one thing is wrong: 422, naming that field in words. */
function named(answer: Answer, path: string): void {
  assert.equal(answer.status, 422, answer.text);
  const field = answer.body.fields.find((each: Body) => each.path === path);
  assert.ok(field, `${path}: ${answer.text}`);
  assert.match(field.message, /[一-鿿]/);
}

const create = (more: object, who = 'citizen') => {
  const call = { client_id: randomUUID(), type: 'city-event', text: '路灯不亮', point: POINT };
  return stage.ask(who, { method: 'POST', url: '/api/matters', payload: { ...call, ...more } });
};

const UNKNOWN: [string, object][] = [
  ['type', { type: 'no-such-type' }],
  ['type', { type: '__proto__' }],
  ['category', { category: 'ZZ99' }],
  ['category', { category: 'constructor' }],
  ['condition', { condition: 'no-such-condition' }],
  ['source', { source: 'telepathy' }],
  ['area', { point: undefined, area: '999999999999' }],
  ['area', { point: undefined, area: "' or 1=1 --" }],
  ['files', { files: [randomUUID()] }],
  ['answers.nonsense', { answers: { nonsense: 1 } }],
];

for (const [path, more] of UNKNOWN)
  test(`a call with an unknown ${path} (${JSON.stringify(more)}) is refused by that name`, async () => {
    named(await create(more), path);
  });

test('a place that is none of the city is refused with the remedy, coordinates the wrong way round too', async () => {
  named(await create({ point: { lng: POINT.lat, lat: POINT.lng } }), 'point.lat');
  named(await create({ point: { lng: 116.4, lat: 39.9 } }), 'point');
  named(await create({ point: { lng: 0, lat: 0 } }), 'point');
  named(await create({ point: undefined }), 'area');
  named(await create({ point: undefined, address: '火星大道 1 号' }), 'address');
  named(await create({ point: { lng: 1e308, lat: 30 } }), 'point.lng');
});

test('a unit that does not exist is refused by its field, and nothing is dispatched', async () => {
  const { id, version } = (await create({})).body;
  const dispatch = (units: unknown) =>
    stage.ask('community1', {
      method: 'POST',
      url: `/api/matters/${id}/actions/dispatch`,
      payload: { version, units },
    });
  for (const units of [
    [{ unit: randomUUID(), role: 'main' }],
    [{ unit: 'x', role: 'main' }],
    [{ unit: await stage.unitOf('dept-urban'), role: 'boss' }],
    'x',
    [],
    [null],
    [{}],
  ]) {
    const answer = await dispatch(units);
    assert.equal(answer.status, 422, `${JSON.stringify(units)} ${answer.text}`);
    assert.match(answer.body.fields[0].path, /^units/);
  }
  assert.equal((await stage.done('community1', { url: `/api/matters/${id}` })).state, 'reported');
});

test('an action that is not allowed now is 409 with what is; one that does not exist is 404', async () => {
  const { id, version } = (await create({})).body;
  const act = (action: string, form: object = {}, who = 'community1') =>
    stage.ask(who, {
      method: 'POST',
      url: `/api/matters/${id}/actions/${action}`,
      payload: { version, ...form },
    });
  const early = await act('archive');
  assert.equal(early.status, 409, early.text);
  assert.deepEqual([early.body.state, early.body.version], ['reported', version]);
  assert.match(early.body.state_name, /[一-鿿]/);
  for (const action of ['fly', '__proto__', 'constructor'])
    assert.equal((await act(action)).status, 404, action);
  assert.equal((await act('accept', {}, 'citizen')).status, 403, 'the caller does not accept');
  for (const other of [version + 1, 0, -1, 2 ** 53, 1e300]) {
    const stale = await act('accept', { version: other });
    assert.ok([409, 422].includes(stale.status), `${other}: ${stale.text}`);
    if (stale.status === 409) assert.deepEqual([stale.body.version, stale.body.state], [version, 'reported']);
  }
});

test('of many people acting at once one succeeds and the others are told what is', async () => {
  const { id, version } = (await create({})).body;
  const call = { method: 'POST' as const, url: `/api/matters/${id}/actions/accept`, payload: { version } };
  const answers = await Promise.all(Array.from({ length: 8 }, () => stage.ask('community1', call)));
  const by = Map.groupBy(answers, ({ status }) => status);
  assert.deepEqual([by.get(200)?.length, by.get(409)?.length], [1, 7]);
  for (const { body } of by.get(409)!)
    assert.deepEqual([body.code, body.version], ['changed_meanwhile', version + 1]);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from event where subject = ${id}::uuid and kind = 'matter.accept'`.execute(
    stage.program.runtime.db,
  );
  assert.equal(rows[0]!.n, 1);
});

test('the same submission sent many times at once is one matter', async () => {
  const client_id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => create({ client_id })));
  assert.deepEqual([...new Set(answers.map(({ body }) => body.id))].length, 1);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
});

const NASTY = [
  `'; drop table matter; --`,
  `Robert'); delete from account where ('1'='1`,
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '{{constructor.constructor("return process")()}} #{7*7} %n%s %00',
  '=cmd|"/C calc"!A0',
  '../../../etc/passwd \\..\\.. \r\nSet-Cookie: a=b',
  '👩‍👩‍👧‍👦🇨🇳😀 زق 𠮷野家 \u202e反\u202c \u200b',
  '100%_\\',
];

test('SQL, script and emoji in every text of a call are kept as they are, found again, and break nothing', async () => {
  for (const text of NASTY) {
    const contact = { name: text.slice(0, 38).toWellFormed(), phone: PHONE };
    const made = await create({ text, title: text.slice(0, 60).toWellFormed(), address: text, contact });
    assert.equal(made.status, 201, made.text);
    const { id, title } = made.body;
    const whole = await stage.done('community1', { url: `/api/matters/${id}` });
    assert.equal(whole.text, text.trim());
    assert.equal(whole.title, title);
    await stage.act('citizen', id, 'supplement', { text });
    const { items } = await stage.done('community1', { url: `/api/matters/${id}/events` });
    assert.ok(JSON.stringify(items).includes(JSON.stringify(text.trim()).slice(1, -1)), text);
    const full = await stage.post('community1', `/api/matters/${id}/contact`, { purpose: text });
    assert.equal(full.name, contact.name.trim());
    await stage.program.settle();
    for (const who of ['citizen', 'community1', ...NEIGHBOURS])
      await stage.done(who, { url: '/api/matters' });
    const found = await stage.ask('community1', { url: `/api/matters?q=${encodeURIComponent(text)}` });
    assert.equal(found.status, 200, found.text);
    const similar = `/api/desk/similar?text=${encodeURIComponent(text)}&lng=${POINT.lng}&lat=${POINT.lat}`;
    assert.equal((await stage.ask('community1', { url: similar })).status, 200);
    for (const url of ['/api/places', '/api/areas', '/api/units', '/api/staff'])
      assert.equal(
        (
          await stage.ask(url.includes('staff') ? 'admin' : 'grid1', {
            url: `${url}?q=${encodeURIComponent(text.slice(0, 50).toWellFormed())}`,
          })
        ).status,
        200,
      );
  }
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from matter`.execute(
    stage.program.runtime.db,
  );
  assert.ok(rows[0]!.n >= NASTY.length);
});

test('an answer is never a page: JSON that no browser takes for something else', async () => {
  const { id } = (await create({ text: NASTY[2] })).body;
  const { headers } = await stage.program.http.inject({
    url: `/api/matters/${id}`,
    headers: await stage.headersOf('citizen'),
  });
  assert.match(String(headers['content-type']), /^application\/json/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(String(headers['content-security-policy']), /script-src 'self'/);
});

test('very deep or very long answers to the questions of a type are refused, not swallowed', async () => {
  const deep = `{"text":"x","answers":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
  const answer = await stage.ask('citizen', {
    method: 'POST',
    url: '/api/matters',
    payload: Buffer.from(deep),
    headers: { 'content-type': 'application/json' },
  });
  assert.deepEqual([answer.status, answer.body.code], [422, 'too_deep']);
  const wide = await create({
    answers: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])),
  });
  assert.equal(wide.status, 422, wide.text.slice(0, 200));
  assert.ok(wide.text.length < 100_000, `${wide.text.length} characters of refusal`);
});

const ZIP = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(4000, 7)]);
const upload = (bytes: Buffer, name?: string, url = '/api/files', who = 'citizen') => {
  const { payload, headers } = multipart(bytes, name);
  return stage.ask(who, { method: 'POST', url, payload, headers });
};

test('what is no photo is refused by its content, whatever it is called', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const half = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  for (const bytes of [ZIP, svg, half, Buffer.from('GIF89a'), Buffer.alloc(0), Buffer.from('<html>')])
    named(await upload(bytes, '现场.jpg'), 'file');
  for (const [url, who] of [
    ['/api/imports', 'district1'],
    ['/api/areas/imports?kind=codes', 'admin'],
    ['/api/areas/imports?kind=boundaries', 'admin'],
  ] as const)
    for (const bytes of [ZIP, half, Buffer.alloc(0), Buffer.from('a\u0000b,c\n1,2\n')]) {
      const answer = await upload(bytes, '历史.csv', url, who);
      const refused = answer.status === 422 || answer.body?.report?.errors > 0;
      assert.ok(refused, `${url} ${bytes.subarray(0, 4)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
});

test('a file may be called anything', async () => {
  for (const name of [
    '../../etc/passwd',
    'a\u0000b.jpg',
    '<script>.jpg',
    '\ud83d.jpg',
    '💩'.repeat(200),
    "';--.jpg",
  ]) {
    const photo = await stage.photo('citizen', name);
    assert.equal((await stage.ask('citizen', { url: `/api/files/${photo}` })).status, 200, name);
  }
});

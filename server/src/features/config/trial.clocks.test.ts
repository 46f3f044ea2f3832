import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { askingCity } from '../matter/asking.sample.ts';
import { kindOf } from './kinds.ts';
import { listDifferences } from './queries.trial.ts';
import { trier } from './sample.ts';

// A Monday morning.
const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const city = await askingCity(program);
const HOUR = 3_600_000;
const made = await run(runtime, SYSTEM, (ctx) =>
  createStaff(ctx, {
    username: 'admin',
    name: '管理员',
    passwordHash: 'none',
    relations: [{ role: 'system_admin' }],
  }),
);
const admin = await city.voiceOf(made.id);
const { tried, textOf } = trier(runtime, admin);

/** A burst water main (1 紧急工作时), accepted half an hour later. */
const { id } = await city.report(city.caller, { category: 'gbt-e-05-01' });
clock.advance(HOUR / 2);
await city.perform(city.west, id, 'accept');
clock.advance(HOUR);

// biome-ignore lint/suspicious/noExplicitAny: answers as they come.
type Body = any;
const lineOf = ({ lines }: Body, code: string) => lines.find((each: Body) => each.code === code);

test('a calendar without tomorrow moves what ends after it by a day, and nothing else', async () => {
  const text = await textOf('calendar', 'standard');
  const same = await tried('calendar', 'standard', text);
  assert.equal(same.different, 0);
  assert.ok(same.tried >= 3, 'accepting, registering, and the whole');
  const days = [{ date: '2026-03-03', working: false, name: '停电' }];
  const moved = await tried('calendar', 'standard', stringify({ ...parse(text), days }));
  assert.deepEqual([moved.tried, moved.different], [same.tried, 1]);
  const [resolve] = moved.differences;
  assert.match(resolve.about, /^城市管理事件 · 供水管道破裂 · /);
  assert.match(resolve.before, /3月3日.*到期（未超期）/);
  assert.match(resolve.after, /3月4日.*到期（未超期）/);
  assert.deepEqual(lineOf(moved, 'resolve').cells, [1, 0, 1, '推迟 24.0 小时', 0, 0]);
  assert.deepEqual(lineOf(moved, 'accept').cells, [1, 0, 0, '—', 0, 0]);
});

test('a shorter limit of a type turns what was in time overdue, and a longer one back', async () => {
  const text = await textOf('type', 'city-event');
  assert.equal((await tried('type', 'city-event', text)).different, 0);
  const short = await tried('type', 'city-event', text.replace('accept: 2h', 'accept: 10m'));
  const [accept] = short.differences;
  assert.deepEqual([short.different, accept.line], [1, 'accept']);
  assert.match(accept.before, /未超期/);
  assert.match(accept.after, /（超期）/);
  assert.deepEqual(lineOf(short, 'accept').cells, [1, 1, 0, '提前 1.8 小时', 1, 0]);
  clock.advance(2 * HOUR);
  const late = await tried('type', 'city-event', text.replace('register: 2h', 'register: 9h'));
  assert.deepEqual(
    lineOf(late, 'register').cells.slice(-2),
    [0, 1],
    'registering is open and overdue by now',
  );
  assert.equal(
    (await tried('type', 'repair', await textOf('type', 'repair'))).tried,
    0,
    'nobody had anything repaired',
  );
});

test('a longer limit of a class moves the whole, and only for matters of its scheme', async () => {
  const scheme = 'gbt30428.2-2013';
  const spec = parse(await textOf('categories', scheme));
  const same = await tried('categories', scheme, stringify(spec));
  assert.equal(same.different, 0);
  const condition = spec.categories
    .flatMap((each: Body) => each.conditions ?? [])
    .find((each: Body) => each.code === 'gbt-e-05-01-1');
  condition.limit = { value: 1, unit: 'urgent_day' };
  const longer = await tried('categories', scheme, stringify(spec));
  assert.deepEqual([longer.tried, longer.different, longer.differences[0].line], [same.tried, 1, 'resolve']);
  const other = await tried('categories', 'huying-repair', await textOf('categories', 'huying-repair'));
  assert.equal(other.tried, 0);
});

test('who may not open a matter learns no number of it; who may gets it to be opened', async () => {
  const text = (await textOf('type', 'city-event')).replace('accept: 2h', 'accept: 10m');
  const { url, differences } = await tried('type', 'city-event', text);
  assert.equal(differences[0].matter, null);
  const place = { kind: 'type', code: 'city-event', id: url.split('/').at(-1)! };
  const { items } = await listDifferences(runtime, SYSTEM, place, {});
  assert.equal(items[0]!.matter!.id, id);
});

test('so many trials of a document are kept, the newest first; what is of another is not found there', async () => {
  const text = await textOf('calendar', 'standard');
  for (let i = 0; i < 22; i += 1)
    assert.equal((await admin('POST', '/api/config/calendar/standard/trials', { text })).status, 201);
  const { body } = await admin('GET', '/api/config/calendar/standard/trials');
  assert.equal(body.items.length, 20);
  assert.ok(body.items[0].created_at > body.items[1].created_at);
  const [newest] = body.items;
  assert.deepEqual([newest.by, newest.done], ['管理员', false]);
  assert.equal((await admin('GET', `/api/config/type/city-event/trials/${newest.id}`)).status, 404);
  assert.equal(
    (await admin('POST', '/api/config/ladder/standard/trials', { text: await textOf('ladder', 'standard') }))
      .status,
    404,
  );
});

test('what the draft does not change is no difference, also where an older version had counted it', async () => {
  const before = await textOf('type', 'city-event');
  const calendar = await textOf('calendar', 'standard');
  const days = [{ date: '2026-03-03', working: false, name: '停电' }];
  await run(runtime, SYSTEM, async (ctx) => {
    await kindOf('type').publish(ctx, 'city-event', before.replace('accept: 2h', 'accept: 3h'));
    await kindOf('calendar').publish(ctx, 'standard', stringify({ ...parse(calendar), days }));
  });
  for (const [kind, code] of [
    ['type', 'city-event'],
    ['calendar', 'standard'],
  ] as const) {
    const same = await tried(kind, code, await textOf(kind, code));
    assert.ok(same.tried > 0);
    assert.equal(same.different, 0, kind);
  }
  const back = await tried('calendar', 'standard', calendar);
  assert.equal(back.different, 0, 'nothing was counted anew yet: going back leaves it due when it was');
  const longer = await tried('type', 'city-event', before.replace('accept: 2h', 'accept: 4h'));
  assert.deepEqual(
    longer.differences.map(({ line }: Body) => line),
    ['accept'],
    'beside what it was: 2h',
  );
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Actor } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { loadActor, unitRegistry } from '../account/index.ts';
import { replyToCards } from './commands.card.ts';
import { act, createMatter } from './index.ts';
import { cardsOf } from './queries.cards.ts';
import { matterDetail } from './queries.detail.ts';
import { listMatters } from './queries.list.ts';
import { smallCity } from './sample.ts';
import { sweep } from './sweep.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const actors = Object.fromEntries(
  await Promise.all(
    Object.entries(people).map(async ([name, id]) => [name, await loadActor(runtime.db, id)]),
  ),
) as Record<keyof typeof people, Actor>;
const water = (await unitRegistry(runtime)).byCode('water')!.id;
clock.set(new Date('2026-11-23T02:00:00Z'));

async function step(who: Actor, id: string, action: string, form: Record<string, unknown>): Promise<void> {
  clock.advance(1000);
  const { version } = await matterDetail(runtime, who, id);
  await act(runtime, who, id, action, { version, form });
}

/** A matter that the water company has to do. */
async function dispatched(): Promise<string> {
  const input = {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路面冒水',
    point: { lng: 114.405, lat: 30.405 },
  };
  const { id } = await createMatter(runtime, actors.caller, input);
  await step(actors.west, id, 'dispatch', { units: [{ unit: water, role: 'main' }] });
  return id;
}

const supervise = (id: string, card: string, opinion: string) =>
  step(actors.street, id, 'supervise', { card, opinion });
const reply = (who: Actor, id: string, text: string, clientId?: string) =>
  replyToCards(runtime, who, id, { version: 0, form: { reply: text }, clientId });

async function pass(hours: number): Promise<void> {
  for (let i = 0; i < hours; i += 1) {
    clock.advance(3_600_000);
    await sweep(runtime);
  }
}

const statesOf = async (id: string) =>
  (await cardsOf(runtime, actors.street, id)).map(({ level, state }) => `${level} ${state}`).reverse();

test('two who supervise at once both stand on record, the higher card counts, and one answer answers both', async () => {
  const id = await dispatched();
  await supervise(id, 'yellow', '居民反映已三天无人到场');
  await supervise(id, 'red', '影响早高峰出行，立即处置');
  assert.deepEqual(await statesOf(id), ['yellow open', 'red open']);
  const { rows } = await sql<{ card: string }>`select card from matter where id = ${id}::uuid`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.card, 'red');
  const listed = async (who: Actor) =>
    (await listMatters(runtime, who, {})).items.find((item) => item.id === id)!;
  assert.equal((await listed(actors.street)).card, 'red', 'marked in the lists of staff');
  assert.ok(!('card' in (await listed(actors.caller))), 'and not in those of callers');
  const detail = await matterDetail(runtime, actors.water, id);
  assert.equal(detail.abilities[0]!.action, 'reply-card');
  assert.equal(detail.tasks.filter(({ kind, closed_at }) => kind === 'reply' && !closed_at).length, 2);
  await program.settle();
  const asked = randomUUID();
  await reply(actors.water, id, '阀门井破裂，已停水抢修，今晚八点前恢复。', asked);
  await reply(actors.water, id, '阀门井破裂，已停水抢修，今晚八点前恢复。', asked);
  assert.deepEqual(await statesOf(id), ['yellow replied', 'red replied']);
  assert.equal((await listed(actors.street)).card, undefined, 'until it is answered');
  const after = await matterDetail(runtime, actors.water, id);
  assert.equal(after.version, detail.version, 'who works on it is not refused for it');
  assert.ok(!after.abilities.some(({ action }) => action === 'reply-card'));
  assert.equal(after.state, 'handling');
  await program.settle();
  const { rows: counted } = await sql<{ open: number }>`
    select open from task_count where ref = ${water}::uuid and kind = 'reply'`.execute(runtime.db);
  assert.equal(counted[0]!.open, 0);
});

test('only the unit that was given a card answers it, with words; the caller learns nothing of it', async () => {
  const id = await dispatched();
  await supervise(id, 'notice', '请说明进展情况');
  const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
  await assert.rejects(reply(actors.west, id, '情况说明'), refused('no_card'));
  await assert.rejects(reply(actors.power, id, '情况说明'), refused('not_found'));
  await assert.rejects(reply(actors.water, id, ' '), refused('invalid_fields'));
  await assert.rejects(cardsOf(runtime, actors.power, id), refused('not_found'));
  const seen = await matterDetail(runtime, actors.caller, id);
  assert.ok(![...seen.tasks, ...seen.clocks].some(({ kind }) => kind === 'reply'));
});

test('a card that is not answered becomes a higher one, and after the red one the matter goes up', async () => {
  const id = await dispatched();
  await supervise(id, 'notice', '请说明进展情况');
  await pass(24 * 9);
  const states = await statesOf(id);
  assert.deepEqual(states.slice(0, 2), ['notice climbed', 'yellow climbed']);
  assert.ok(states.some((state) => state.startsWith('red')));
  assert.equal((await matterDetail(runtime, actors.street, id)).level, 'B');
});

test('while a matter is suspended its cards wait too; when it is answered they are taken off', async () => {
  const id = await dispatched();
  await supervise(id, 'yellow', '请说明进展情况');
  await step(actors.west, id, 'suspend', { reason: '等待配件到货', until: '2026-12-25' });
  await pass(24 * 4);
  assert.deepEqual(await statesOf(id), ['yellow open'], 'a pause stops the ladder');
  await step(actors.west, id, 'resume', {});
  await step(actors.water, id, 'feedback', { reply: '阀门已更换，恢复供水。' });
  assert.deepEqual(await statesOf(id), ['yellow open'], 'the words are still owed');
  await step(actors.west, id, 'close', { met: true });
  assert.deepEqual(await statesOf(id), ['yellow ended']);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from workflow_clock where subject = ${id}::uuid and kind = 'reply' and stopped_at is null`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.n, 0);
});

test('a card that is given while the matter is suspended begins to count when it goes on', async () => {
  const id = await dispatched();
  await step(actors.west, id, 'suspend', { reason: '等待配件到货', until: '2026-12-25' });
  await supervise(id, 'yellow', '请说明为何挂起');
  await pass(24 * 4);
  assert.deepEqual(await statesOf(id), ['yellow open'], 'nothing is due meanwhile');
  await step(actors.west, id, 'resume', {});
  await pass(24 * 4);
  assert.equal((await statesOf(id))[0], 'yellow climbed');
});

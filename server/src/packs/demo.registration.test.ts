import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPeople } from '../../../packs/demo/households.ts';
import { accountId, demoTemplate } from '../../test/demo.ts';
import { testProgram } from '../../test/harness.ts';
import { bearer, tokenFor } from '../features/account/sample.ts';
import { dayOf } from '../platform/day.ts';
import { loadRegistrations } from './demo.registration.ts';
import { seeded } from './seed.ts';

test('in the demo one household is registered by its own word, one waits, and somebody asks to be erased', async () => {
  const program = await testProgram(await demoTemplate());
  const { runtime } = program;
  await loadRegistrations(runtime, new DemoPeople(seeded(71), dayOf(runtime.clock.now())));
  const get = async (username: string, kind: 'staff' | 'resident', url: string) => {
    const headers = bearer(await tokenFor(runtime, await accountId(program, username), kind));
    return (await program.http.inject({ url, headers })).json();
  };
  const { record } = await get('citizen', 'resident', '/api/me/record');
  assert.ok(record.fields.some(({ item }: { item: string }) => item === 'id_number'));
  const { items: waiting } = await get('grid1', 'staff', '/api/registrations');
  assert.equal(waiting.length, 1);
  const { members } = await get('grid1', 'staff', `/api/registrations/${waiting[0].id}`);
  const warned = members.flatMap(({ warnings }: { warnings: string[] }) => warnings);
  assert.doesNotMatch(warned.join(), /行政区划/, 'the city knows its own regions');
  assert.equal((await get('citizen2', 'resident', '/api/me/registrations')).items[0].state, 'waiting');
  assert.equal((await get('street1', 'staff', '/api/erasure-requests')).items.length, 1);
});

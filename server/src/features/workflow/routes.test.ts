import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';

const program = await testProgram(await demoTemplate());
const admin = await signIn(program, 'admin');
const grid1 = await signIn(program, 'grid1');
const get = (url: string, headers = admin) => program.http.inject({ url, headers });

test('every flow comes with the types that run on it, their limits in words', async () => {
  const { items } = (await get('/api/workflows')).json();
  assert.deepEqual(
    items.map((each: { code: string }) => each.code),
    ['city-event', 'complaint', 'dispute', 'repair', 'whistle', 'wish'],
  );
  for (const each of items) {
    assert.ok(each.types.length > 0, each.code);
    for (const { limit } of each.types[0].limits)
      assert.match(limit, /^\d+ (分钟|紧急工作时|工作时|工作日|自然日)$/);
  }
});

test('a flow is drawn: every edge joins two states, and each action says who may in words', async () => {
  const flow = (await get('/api/workflows/city-event')).json();
  const states = new Set(flow.graph.nodes.map((node: { id: string }) => node.id));
  assert.ok(flow.graph.edges.length > 10);
  for (const { from, to } of flow.graph.edges) assert.ok(states.has(from) && states.has(to), `${from} ${to}`);
  for (const { by, to } of flow.action_list) {
    assert.ok(by.every((each: { who: string }) => /[一-龥]/.test(each.who)));
    assert.ok(to.every((name: string) => /[一-龥]/.test(name)));
  }
  assert.equal((await get(`/api/workflows/city-event?version=${flow.version}`)).statusCode, 200);
});

test('a flow or version that never was is 404, and a grid worker reads none', async () => {
  assert.equal((await get('/api/workflows/nothing')).statusCode, 404);
  assert.equal((await get('/api/workflows/repair?version=9999')).statusCode, 404);
  for (const url of ['/api/workflows', '/api/workflows/repair'])
    assert.equal((await get(url, grid1)).statusCode, 403);
});

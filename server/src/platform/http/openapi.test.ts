import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { Type } from 'typebox';
import { describeApi, hoistNamed } from './openapi.ts';
import type { App } from './routes.ts';

test('a shape with an $id is described once, under its name, wherever it is used', async () => {
  const app = Fastify() as unknown as App;
  await describeApi(app);
  const Thing = Type.Object({ id: Type.String() }, { $id: 'Thing' });
  const Page = Type.Object({ items: Type.Array(Thing), next: Type.Union([Type.String(), Type.Null()]) });
  app.get('/things', { schema: { response: { 200: Page } } }, () => ({ items: [{ id: 'a' }], next: null }));
  app.get('/things/:id', { schema: { response: { 200: Thing } } }, () => ({ id: 'a' }));
  await app.ready();
  const { paths, components } = app.swagger() as { paths: Record<string, unknown>; components: unknown };
  assert.match(JSON.stringify(paths['/things']), /"items":\{"\$ref":"#\/components\/schemas\/Thing"\}/);
  assert.match(JSON.stringify(paths['/things/{id}']), /"schema":\{"\$ref":"#\/components\/schemas\/Thing"\}/);
  assert.match(JSON.stringify(components), /"Thing":\{"type":"object"/);
  assert.deepEqual((await app.inject('/things')).json(), { items: [{ id: 'a' }], next: null });
  await app.close();
});

test('one name for two shapes is refused', () => {
  const paths = { a: { 'x-name': 'T', type: 'string' }, b: { 'x-name': 'T', type: 'number' } };
  assert.throws(() => hoistNamed({ paths }), /both called T/);
});

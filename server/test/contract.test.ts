import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOfflineHttp } from '../src/offline.ts';
import { resolved } from './resolved.ts';

// biome-ignore lint/suspicious/noExplicitAny: the parts of an OpenAPI document that are looked at.
type Document = any;

interface Operation {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  spec: any;
}

const CHINESE = /[一-鿿]/;

function operationsOf({ paths }: Document): Operation[] {
  return Object.entries<Record<string, unknown>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, spec]) => ({ name: `${method.toUpperCase()} ${path}`, spec })),
  );
}

/** What the contract promises of every route, in words where it does not hold. */
function contractFaults(document: Document): string[] {
  const operations = operationsOf(document);
  const ids = Map.groupBy(operations, ({ spec }) => spec.operationId as string);
  const twice = [...ids].flatMap(([id, all]) =>
    all.length > 1 ? [`${all.map(({ name }) => name).join(' and ')} are both called ${id}`] : [],
  );
  return [...twice, ...operations.flatMap((operation) => operationFaults(document, operation))];
}

function operationFaults(document: Document, { name, spec }: Operation): string[] {
  const body = resolved(document, spec.requestBody?.content?.['application/json']?.schema);
  const faults = body ? bodyFaults(body, 'body') : [];
  if (!CHINESE.test(spec.summary ?? '')) faults.unshift('has no summary in Chinese');
  if (spec.tags?.length !== 1) faults.unshift('stands under no one tag');
  return faults.map((fault) => `${name} ${fault}`);
}

const titleOf = (field: Document): string =>
  field.title ?? field.anyOf?.map((each: Document) => each.title).find((title?: string) => title) ?? '';

/**
 * Objects of a body are closed, or say outright that they are not (the form of an action, judged by its workflow), and
 * each field has the Chinese name that refusals call it by.
 */
function bodyFaults(schema: Document, where: string): string[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((each) => bodyFaults(each, where));
  const items = schema.items ? bodyFaults(schema.items, `${where}[]`) : [];
  if (!schema.properties) return [...inner, ...items];
  const open = typeof schema.additionalProperties === 'boolean' ? [] : [`takes unknown fields in ${where}`];
  const fields = Object.entries<Document>(schema.properties).flatMap(([key, field]) => [
    ...(CHINESE.test(titleOf(field)) ? [] : [`does not name ${where}.${key} in Chinese (title)`]),
    ...bodyFaults(field, `${where}.${key}`),
  ]);
  return [...inner, ...items, ...open, ...fields];
}

test('every route is described: one id, one tag, a Chinese summary, closed bodies with named fields', async () => {
  const app = await createOfflineHttp();
  const faults = contractFaults(app.swagger());
  await app.close();
  assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
});

test('an undescribed route, an open body, an unnamed field and an id given twice are refused', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' }, list: { title: '表', items: { properties: {} } } },
  };
  const described = { operationId: 'x', summary: '做某事', tags: ['t'] };
  const faults = contractFaults({
    paths: {
      '/a': { post: { ...described, requestBody: { content: { 'application/json': { schema } } } } },
      '/b': { get: { ...described, summary: 'do', tags: [] } },
    },
  });
  assert.deepEqual(faults, [
    'POST /a and GET /b are both called x',
    'POST /a takes unknown fields in body',
    'POST /a does not name body.a in Chinese (title)',
    'POST /a takes unknown fields in body.list[]',
    'GET /b stands under no one tag',
    'GET /b has no summary in Chinese',
  ]);
});

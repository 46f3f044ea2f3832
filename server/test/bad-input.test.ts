import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadActor } from '../src/features/account/index.ts';
import { admits } from '../src/platform/access.ts';
import { mistakes, unbounded } from './bad-input.bodies.ts';
import { accountId, demoTemplate, signIn } from './demo.ts';
import { testProgram } from './harness.ts';
import { resolved } from './resolved.ts';

const program = await testProgram(await demoTemplate());
const { http, runtime } = program;

const PEOPLE = [
  'admin',
  'security',
  'hotline',
  'district1',
  'community1',
  'property1',
  'auditor',
  'citizen',
  'dept-urban',
  'street1',
  'city1',
];
const people = await Promise.all(
  PEOPLE.map(async (name) => ({
    headers: await signIn(program, name),
    actor: (await loadActor(runtime.db, await accountId(program, name)))!,
  })),
);

const CHINESE = /[一-鿿]/;
const NOBODY = '019cac0f-2680-7a7f-a41e-6583445dcaa1';
// biome-ignore lint/suspicious/noExplicitAny: the parts of an OpenAPI document that are looked at.
const document = http.swagger() as any;

interface Operation {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  spec: any;
}

const operations: Operation[] = http.routeList.flatMap(({ method, url, access }) => {
  const spec = document.paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  const who = people.find(({ actor }) => admits(access, actor));
  return spec
    ? [{ name: `${method} ${url}`, method: method as 'GET', url, spec, headers: who?.headers ?? {} }]
    : [];
});
const bodyOf = ({ spec }: Operation) =>
  resolved(document, spec.requestBody?.content?.['application/json']?.schema);

let calls = 0;
/** Asks from another address each time: what is tried here is not how often one may try. */
function send(
  operation: Operation,
  url: string,
  payload?: string | Buffer | object,
  more: Record<string, string> = {},
) {
  calls += 1;
  const remoteAddress = `10.1.${calls >> 8}.${calls & 255}`;
  const headers = {
    ...(payload !== undefined && { 'content-type': 'application/json' }),
    ...operation.headers,
    ...more,
  };
  return http.inject({ method: operation.method, url, payload, headers, remoteAddress });
}
type Sent = Awaited<ReturnType<typeof send>>;

/** What is wrong with a refusal; null when it is one, in words, with the status asked for. */
function faultOf(answer: Sent, statuses: number[], path?: string): string | null {
  const { statusCode, body } = answer;
  if (!statuses.includes(statusCode)) return `${statusCode} ${body.slice(0, 160)}`;
  if (statusCode < 400) return null;
  if (!String(answer.headers['content-type']).startsWith('application/problem+json'))
    return 'no problem+json';
  const { detail, fields = [] } = answer.json();
  if (!CHINESE.test(detail ?? '')) return `no words: ${body.slice(0, 160)}`;
  if (path === undefined) return null;
  const found = fields.find((field: { path: string }) => field.path === path);
  if (!found) return `names ${JSON.stringify(fields.map((field: { path: string }) => field.path))}`;
  return CHINESE.test(found.message) ? null : `says ${found.message}`;
}

/** What stands in an address beside ids. */
const WORDS: Record<string, string> = {
  ...{ action: 'urge', step: 'accept', code: 'education', number: '1', subject: 'person' },
};
/** An item of the registry is a word, one of a dispute an id. */
const ids = (url: string): string =>
  url
    .replace('resident-rules/:item', 'resident-rules/education')
    .replaceAll(/:(\w+)/g, (_, key) => WORDS[key] ?? NOBODY);

for (const operation of operations.filter(bodyOf))
  test(`${operation.name}: each field that is missing or wrong is named, in words`, async () => {
    const faults: string[] = [];
    for (const { what, path, body } of mistakes(bodyOf(operation))) {
      const fault = faultOf(await send(operation, ids(operation.url), body), [422], path);
      if (fault) faults.push(`${path} ${what}: ${fault}`);
    }
    assert.deepEqual(faults, []);
  });

test('every text of a body has a length', () => {
  assert.deepEqual(
    operations.filter(bodyOf).flatMap((operation) => [...unbounded(bodyOf(operation), operation.name)]),
    [],
  );
});

const BODIES: [string, string | Buffer, Record<string, string>, number[]][] = [
  ['no JSON', '{"text": ', {}, [400]],
  ['nothing', '', {}, [400]],
  ['a list', '[]', {}, [422]],
  ['a number', '1e400', {}, [422]],
  ['null', 'null', {}, [422]],
  ['a text', '"text"', {}, [422]],
  ['the prototype', '{"__proto__": {"admin": true}}', {}, [400]],
  ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), {}, [400]],
  ['a hundred thousand levels', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, {}, [400, 422]],
  ['another kind', '<x/>', { 'content-type': 'application/xml' }, [415]],
  ['a form', 'text=1', { 'content-type': 'application/x-www-form-urlencoded' }, [415]],
  ['too much', `"${'x'.repeat(9 * 1024 * 1024)}"`, {}, [413]],
];

test('a body that is no object of JSON is refused on every route that takes one', async () => {
  const faults: string[] = [];
  for (const operation of operations.filter(bodyOf))
    for (const [what, body, headers, statuses] of BODIES) {
      const fault = faultOf(await send(operation, ids(operation.url), body, headers), statuses);
      if (fault) faults.push(`${operation.name} ${what}: ${fault}`);
    }
  assert.deepEqual(faults, []);
});

const GARBAGE = [
  'x',
  "'%20or%201=1%20--",
  '%00',
  '%ED%A0%80',
  '%FF',
  '..%2F..%2Fetc%2Fpasswd',
  '99999999999999999999999',
  '-1',
  '1e308',
  'NaN',
  '%F0%9F%98%80',
  'x'.repeat(190),
];

test('an address with something else in place of an id is refused or finds nothing, and never breaks anything', async () => {
  const faults: string[] = [];
  for (const operation of operations.filter(({ url }) => url.includes(':')))
    for (const garbage of GARBAGE) {
      const url = operation.url.replaceAll(/:\w+/g, garbage);
      const fault = faultOf(await send(operation, url, bodyOf(operation) ? {} : undefined), [400, 404, 422]);
      if (fault) faults.push(`${operation.method} ${url}: ${fault}`);
    }
  assert.deepEqual(faults, []);
});

test('garbage in a query is refused by name or harmless', async () => {
  const faults: string[] = [];
  for (const operation of operations)
    for (const { in: where, name } of operation.spec.parameters ?? [])
      for (const garbage of where === 'query' ? [...GARBAGE, '', 'x'.repeat(5000)] : []) {
        const url = `${ids(operation.url)}?${name}=${garbage}`;
        const answer = await send(operation, url, bodyOf(operation) ? {} : undefined);
        const fault = faultOf(answer, [200, 304, 400, 404, 413, 415, 422]);
        if (fault) faults.push(`${operation.method} ${url.slice(0, 120)}: ${fault}`);
      }
  assert.deepEqual(faults, []);
});

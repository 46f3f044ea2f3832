import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { multipart } from '../src/platform/files/sample.ts';
import { besieged, growthOf, noMemory } from './besieged.ts';

const { server, ask, headersOf } = await besieged();
const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');

interface Flood {
  who: string;
  url: string;
  /** What is sent says beforehand how long it is. */
  told: boolean;
  json?: boolean;
}

/** Sends 200 MB as fast as they are taken; the answer, or null when the line was cut before one came. */
async function flood({ who, url, told, json }: Flood): Promise<{ status: number; text: string } | null> {
  const { headers, payload } = multipart(Buffer.from([0xff, 0xd8, 0xff]), '现场.jpg');
  const type = json ? { 'content-type': 'application/json' } : headers;
  const length = told ? { 'content-length': 200 * MEGABYTE.length } : {};
  const all = { ...type, ...length, ...(await headersOf(who)) };
  return new Promise((done) => {
    let answer: { status: number; text: string } | null = null;
    const out = request({ port: server.port, method: 'POST', path: url, headers: all }, (response) => {
      answer = { status: response.statusCode!, text: '' };
      response.on('data', (part) => {
        answer!.text += part;
      });
    });
    out.on('error', () => undefined);
    out.on('close', () => done(answer));
    out.write(json ? '{"text":"' : payload.subarray(0, payload.length - 30));
    let sent = 0;
    const more = () => {
      if (out.destroyed || sent++ >= 199) return void out.end();
      if (out.write(MEGABYTE)) setImmediate(more);
      else out.once('drain', more);
    };
    more();
  });
}

const FLOODS: [string, Flood][] = [
  ['as a photo that says its length', { who: 'citizen', url: '/api/files', told: true }],
  ['as a photo without a length', { who: 'citizen', url: '/api/files', told: false }],
  ['as a file of many', { who: 'district1', url: '/api/imports', told: false }],
  ['as a file of boundaries', { who: 'admin', url: '/api/areas/imports?kind=boundaries', told: false }],
  ['as JSON that says its length', { who: 'citizen', url: '/api/matters', told: true, json: true }],
  ['as JSON without a length', { who: 'citizen', url: '/api/matters', told: false, json: true }],
];

for (const [what, sending] of FLOODS)
  test(`200 MB ${what} are refused with the remedy, and the program does not grow by them`, {
    skip: noMemory,
  }, async (t) => {
    let answer: Awaited<ReturnType<typeof flood>> = null;
    const grown = await growthOf(server.pid, async () => {
      answer = await flood(sending);
    });
    t.diagnostic(`${JSON.stringify(answer)?.slice(0, 200)}; grew by ${Math.round(grown)} MB`);
    assert.ok(answer, 'an answer came');
    const { status, text } = answer as { status: number; text: string };
    assert.equal(status, 413);
    assert.match(JSON.parse(text).detail, /太大/);
    assert.ok(grown < 100, `${grown} MB`);
    assert.equal((await ask({ url: '/health/ready' })).status, 200);
  });

test('twenty uploads of 200 MB at once leave the program answering', { skip: noMemory }, async (t) => {
  const all: Promise<unknown>[] = [];
  const grown = await growthOf(server.pid, async () => {
    for (let i = 0; i < 20; i++) all.push(flood(FLOODS[1]![1]));
    const answer = await ask({ url: '/api/me', headers: await headersOf('citizen') });
    assert.equal(answer.status, 200);
    await Promise.all(all);
  });
  t.diagnostic(`grew by ${Math.round(grown)} MB`);
  assert.ok(grown < 250, `${grown} MB`);
});

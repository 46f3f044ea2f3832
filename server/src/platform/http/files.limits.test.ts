import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { multipart, samplePhoto, sampleUpload, sampleVisitor } from '../files/sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http } = program;
const owner = await sampleVisitor(runtime, '李雷');
const upload = (bytes: Uint8Array) => sampleUpload(http, owner, bytes);

test('25 MB are refused with 413 and the remedy', async () => {
  const answer = await upload(Buffer.concat([await samplePhoto(), Buffer.alloc(25 * 1024 * 1024)]));
  assert.equal(answer.statusCode, 413);
  assert.match(answer.json().detail, /20 MB/);
});

/** Sends `megabytes` in chunks without saying how many; answers the status and how many were taken. */
function flood(port: number, megabytes: number): Promise<{ status: number; sent: number }> {
  const { headers, payload } = multipart(Buffer.from([0xff, 0xd8, 0xff]));
  return new Promise((done, fail) => {
    let status = 0;
    let sent = 0;
    const out = httpRequest({
      port,
      method: 'POST',
      path: '/api/files',
      headers: { ...headers, ...owner.headers },
    });
    out.on('response', (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume();
    });
    out.on('error', (error) => (status ? undefined : fail(error)));
    out.on('close', () => done({ status, sent }));
    out.write(payload.subarray(0, payload.length - 30));
    const megabyte = Buffer.alloc(1024 * 1024);
    const more = () => {
      if (out.destroyed) return;
      if (sent >= megabytes) return void out.end();
      sent += 1;
      out.write(megabyte, () => setTimeout(more, status ? 100 : 0));
    };
    more();
  });
}

test('200 MB are cut off at the limit, and the program does not grow by them', async () => {
  await http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = http.server.address() as AddressInfo;
  let peak = 0;
  const before = process.memoryUsage().arrayBuffers;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }, 5);
  after(() => clearInterval(watch));
  const { status, sent } = await flood(port, 200);
  clearInterval(watch);
  assert.equal(status, 413);
  assert.ok(sent < 200, `${sent} MB were taken`);
  // Garbage not yet collected, of the sending side too, but not the upload.
  assert.deepEqual(await readdir(join(runtime.config.dataDir, 'incoming')), []);
  assert.ok(peak < 100 * 1024 * 1024, `${peak} bytes`);
});

test('an upload whose sender goes away leaves nothing behind, and the next one works', async () => {
  const { headers, payload } = multipart(await samplePhoto());
  const { port } = http.server.address() as AddressInfo;
  const out = httpRequest({
    port,
    method: 'POST',
    path: '/api/files',
    headers: { ...headers, ...owner.headers, 'content-length': payload.length },
  });
  out.on('error', () => undefined);
  out.write(payload.subarray(0, payload.length / 2));
  await new Promise((done) => setTimeout(done, 100));
  out.destroy();
  await new Promise((done) => setTimeout(done, 100));
  assert.deepEqual(await readdir(join(runtime.config.dataDir, 'incoming')), []);
  const ten = await Promise.all(Array.from({ length: 10 }, async () => upload(await samplePhoto())));
  assert.deepEqual([...new Set(ten.map((answer) => answer.statusCode))], [201]);
});

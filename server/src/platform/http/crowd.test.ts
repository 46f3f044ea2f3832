import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';

const { http } = await testProgram(await emptyTemplate());
const port = Number(new URL(await http.listen({ port: 0, host: '127.0.0.1' })).port);

/** A sender that announces a body and never finishes it. */
function slowSender(): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"username"',
        () => done(socket),
      );
    });
    socket.once('error', failed);
  });
}

test('hundreds who never finish what they send keep nobody out', async () => {
  const senders = await Promise.all(Array.from({ length: 300 }, slowSender));
  await sleep(300);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
    assert.equal(answer.status, 200);
  } finally {
    for (const socket of senders) socket.destroy();
  }
});

import { readFile } from 'node:fs/promises';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { after } from 'node:test';
import { startUnderTest } from './child.ts';
import { demoTemplate, signIn } from './demo.ts';
import { TEST_KEY, testProgram } from './harness.ts';

/** Why memory is not looked at on this machine; false where it is. */
export const noMemory = process.platform === 'linux' ? false : 'reads /proc, which only Linux has';

/** What a process holds in memory, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Watches what a process holds while something happens; returns by how many MB it grew at its peak. */
export async function growthOf(pid: number, during: () => Promise<unknown>): Promise<number> {
  const before = await residentMb(pid);
  let peak = before;
  const watch = setInterval(async () => {
    peak = Math.max(peak, await residentMb(pid).catch(() => 0));
  }, 20);
  try {
    await during();
  } finally {
    clearInterval(watch);
  }
  return Math.max(peak, await residentMb(pid)) - before;
}

export interface Asked {
  method?: string;
  url: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}
export interface Answered {
  status: number;
  ms: number;
  text: string;
}

/** The program in a process of its own on a clone of the demo city, asked over real sockets. Ends with the test file. */
export async function besieged() {
  // Its clock is the real one, as that of the process: the sessions it makes are good there.
  const program = await testProgram(await demoTemplate(), new Date());
  const server = await startUnderTest(program.ownerUrl, TEST_KEY);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  after(async () => {
    agent.destroy();
    await server.stop();
  });
  const ask = ({ method = 'GET', url, headers, body }: Asked): Promise<Answered> =>
    new Promise((done, fail) => {
      const began = performance.now();
      // Said outright: Node frames the body of a GET or DELETE not at all.
      const length = { 'content-length': body ? Buffer.byteLength(body) : 0 };
      const all = { ...headers, ...length };
      const out = request({ port: server.port, method, path: url, headers: all, agent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          done({
            status: answer.statusCode!,
            ms: performance.now() - began,
            text: String(Buffer.concat(parts)),
          }),
        );
        answer.on('error', fail);
      });
      out.on('error', fail);
      out.end(body);
    });
  return { program, server, ask, headersOf: (name: string) => signIn(program, name) };
}

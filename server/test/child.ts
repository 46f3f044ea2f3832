import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface UnderTest {
  port: number;
  pid: number;
  stop(): Promise<void>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>;
}

/** The key of all test and benchmark data, so that the filling program and the one under test open the same seals. */
export const BENCH_KEY = '22'.repeat(32);

/**
 * Starts the whole program in a process of its own, everything on, and waits until it answers. Its files lie in a folder that goes when it
 * ends; `kept` is one that stays, for the program that comes after it. With `pages` it serves those of the folder.
 */
export async function startUnderTest(
  databaseUrl: string,
  key = BENCH_KEY,
  kept?: string,
  pages?: string,
): Promise<UnderTest> {
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'huying-bench-data-')));
  const clean = async () => {
    if (kept === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  const child = fork(new URL('child.program.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      HUYING_DATA: dataDir,
      HUYING_KEY: key,
      LOG_LEVEL: 'error',
      ...(pages && { PAGES: pages }),
    },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const port = await Promise.race([
    new Promise<number>((done) => child.once('message', (told: number) => done(told))),
    ended.then(() => Promise.reject<number>(new Error('the program under test ended before it was ready'))),
  ]);
  return {
    port,
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await ended;
      await clean();
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
      await clean();
    },
  };
}

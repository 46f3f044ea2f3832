import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import type { Running } from './work.ts';

/** What the thread is told. */
export interface Given {
  config: Config;
  ownerUrl: string;
}

/** Between the end of a thread by a fault and the next: long enough that a lasting fault does not fill the log. */
const AGAIN = 2_000;
/**
 * How large the thread's heap may get, in MB. What it keeps is a tenth of it. Without a limit V8 lets several times as much of what is no
 * longer needed lie about on a large machine, during an import above all.
 */
const HEAP = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 96 };

/**
 * Starts what happens beside requests in a thread of its own, with connections of its own, and starts it again when it ends by a
 * fault: what it had in hand was one transaction with its position, so nothing is lost or done twice. Comes back once it works, or
 * has met its first fault.
 */
export async function startWorkApart(given: Given, log: FastifyBaseLogger): Promise<Running> {
  let stopped = false;
  const stopping = new AbortController();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let thread: Worker | undefined;
  const watching = (async () => {
    while (!stopped) {
      thread = new Worker(new URL('work.thread.ts', import.meta.url), {
        workerData: given,
        resourceLimits: HEAP,
      });
      thread.once('message', begin);
      thread.on('error', (error) => log.error({ err: error }, 'the work beside requests ended by a fault'));
      await new Promise((done) => thread!.once('exit', done));
      begin();
      if (!stopped) await sleep(AGAIN, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  await begun;
  return {
    async stop() {
      stopped = true;
      stopping.abort();
      thread?.postMessage('stop');
      await watching;
    },
  };
}

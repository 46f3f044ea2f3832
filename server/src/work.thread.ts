// What happens beside requests, in a thread of its own: an import of a hundred thousand rows keeps nobody's call waiting.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from './platform/clock.ts';
import { createRuntime } from './runtime.ts';
import type { Given } from './work.apart.ts';
import { startWork } from './work.ts';

const { config, ownerUrl } = workerData as Given;
const runtime = await createRuntime(config, ownerUrl, { clock: systemClock, follows: true });
await runtime.live.start();
const work = startWork(runtime);
parentPort!.postMessage('working');
parentPort!.once('message', async () => {
  await work.stop();
  await runtime.close();
  parentPort!.close();
});

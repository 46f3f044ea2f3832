// One worker of the sweep in a process of its own: takes what is due, again and again, until it is told to stop or is killed.
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../src/config.ts';
import { sweep } from '../src/features/matter/sweep.ts';
import { createProgram } from '../src/program.ts';

const PAUSE = 100;
const program = await createProgram(readConfig(), process.env.DATABASE_URL!);
let stopping = false;
process.on('disconnect', () => {
  stopping = true;
});
process.send?.('ready');
while (!stopping) {
  const done = await sweep(program.runtime);
  if (done === 0) await sleep(PAUSE);
}
await program.stop();
process.exit(0);

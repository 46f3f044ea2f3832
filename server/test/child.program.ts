// The program under test in a process of its own, on the database it is told and a free port that it tells: started, stopped and killed by tests and benchmarks.
import type { AddressInfo } from 'node:net';
import { readConfig } from '../src/config.ts';
import { createProgram } from '../src/program.ts';

const { DATABASE_URL, PAGES } = process.env;
const program = await createProgram(readConfig(), DATABASE_URL!, {
  apart: true,
  ...(PAGES && { pages: PAGES }),
});
await program.start();
await program.http.listen({ port: 0, host: '127.0.0.1' });
process.send?.((program.http.server.address() as AddressInfo).port);
process.on('disconnect', () => program.stop().then(() => process.exit(0)));

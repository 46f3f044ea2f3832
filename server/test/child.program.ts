// The program under test in a process of its own, on the database and port it is told: started, stopped and killed by tests and benchmarks.
import { readConfig } from '../src/config.ts';
import { createProgram } from '../src/program.ts';

const { DATABASE_URL, PAGES } = process.env;
const program = await createProgram(readConfig(), DATABASE_URL!, {
  apart: true,
  ...(PAGES && { pages: PAGES }),
});
await program.start();
await program.http.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.send?.('ready');
process.on('disconnect', () => program.stop().then(() => process.exit(0)));

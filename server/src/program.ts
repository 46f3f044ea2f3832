import { authenticate, FEATURES } from './app.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { MIGRATIONS } from './platform/database/folder.ts';
import { migrate, readMigrations } from './platform/database/migrate.ts';
import { openDatabase } from './platform/database/open.ts';
import { createHttp } from './platform/http/app.ts';
import { servePages } from './platform/http/pages.ts';
import type { App } from './platform/http/routes.ts';
import type { Runtime } from './platform/runtime.ts';
import { drain } from './platform/subscribers.ts';
import { createRuntime } from './runtime.ts';
import { startWorkApart } from './work.apart.ts';
import { type Running, SUBSCRIBERS, startWork } from './work.ts';

/** The whole program on one database, not yet listening. */
export interface Program {
  runtime: Runtime;
  http: App;
  /** Starts live news and what happens beside requests: subscribers, timers, jobs. Requests need not wait for it. */
  start(): Promise<void>;
  /** Lets every subscriber catch up with the log. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Migrates as the owner of the database, returning what was applied. */
export async function migrateDatabase(ownerUrl: string): Promise<string[]> {
  const owner = openDatabase(ownerUrl, { poolSize: 1 });
  try {
    return await migrate(owner, await readMigrations(MIGRATIONS));
  } finally {
    await owner.destroy();
  }
}

export interface ProgramOptions {
  clock?: Clock;
  /** Folder of the built web pages; without it only the interface answers. */
  pages?: string;
  /** What happens beside requests runs in a thread of its own, by the system's clock. */
  apart?: boolean;
}

/** Builds the program on a migrated database; every connection of it is the application's role. */
export async function createProgram(
  config: Config,
  ownerUrl: string,
  { clock = systemClock, pages, apart }: ProgramOptions = {},
): Promise<Program> {
  const runtime = await createRuntime(config, ownerUrl, { clock, follows: !apart });
  const http = await createHttp({
    runtime,
    authenticate: (token, bearing) => authenticate(runtime, token, bearing),
    routes: FEATURES.flatMap((feature) => feature.routes ?? []),
  });
  if (pages) await servePages(http, pages);
  await http.ready();
  let work: Running | undefined;
  return {
    runtime,
    http,
    async start() {
      await runtime.live.start();
      work = apart ? await startWorkApart({ config, ownerUrl }, runtime.log) : startWork(runtime);
    },
    settle: () => drain(runtime, SUBSCRIBERS),
    async stop() {
      await http.close();
      await work?.stop();
      await runtime.close();
    },
  };
}

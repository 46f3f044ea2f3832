import { join } from 'node:path';
import { pino } from 'pino';
import { authenticate, FEATURES } from './app.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { createSealer } from './platform/crypto.ts';
import { MIGRATIONS } from './platform/database/folder.ts';
import { migrate, readMigrations } from './platform/database/migrate.ts';
import { openDatabase } from './platform/database/open.ts';
import { createFolderStore } from './platform/files/folder.ts';
import { fileTimer } from './platform/files/sweep.ts';
import { createHttp } from './platform/http/app.ts';
import { servePages } from './platform/http/pages.ts';
import type { App } from './platform/http/routes.ts';
import { startJobs } from './platform/jobs.ts';
import { masterKey } from './platform/keys.ts';
import { createLive } from './platform/live.ts';
import type { Runtime } from './platform/runtime.ts';
import { drain, registerSubscribers, startSubscribers } from './platform/subscribers.ts';
import { startTimers } from './platform/timers.ts';

/** The whole program on one database, not yet listening. */
export interface Program {
  runtime: Runtime;
  http: App;
  /** Starts what happens beside requests: subscribers, timers, jobs, live news. */
  start(): Promise<void>;
  /** Lets every subscriber catch up with the log. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const SUBSCRIBERS = FEATURES.flatMap((feature) => feature.subscribers ?? []);
const TIMERS = [fileTimer, ...FEATURES.flatMap((feature) => feature.timers ?? [])];
const JOBS = FEATURES.flatMap((feature) => feature.jobs ?? []);

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
}

/** Builds the program on a migrated database; every connection of it is the application's role. */
export async function createProgram(
  config: Config,
  ownerUrl: string,
  options: ProgramOptions = {},
): Promise<Program> {
  const { clock = systemClock, pages } = options;
  const log = pino({ level: config.logLevel });
  let stopping = false;
  const db = openDatabase(ownerUrl, {
    role: 'huying_app',
    poolSize: config.poolSize,
    // Not the error itself: pg hangs the whole connection, with every statement it has prepared, on it.
    onError: ({ message }) => stopping || log.warn({ reason: message }, 'a database connection broke'),
  });
  const live = createLive(db, (error) =>
    log.warn({ err: error }, 'reading the event log failed and will be tried again'),
  );
  const sealer = createSealer(await masterKey(config.dataDir, config.masterKey));
  const files = createFolderStore(join(config.dataDir, 'files'));
  const runtime: Runtime = { config, clock, db, sealer, files, live, log };
  await registerSubscribers(runtime, SUBSCRIBERS);
  const http = await createHttp({
    runtime,
    authenticate: (token, bearing) => authenticate(runtime, token, bearing),
    routes: FEATURES.flatMap((feature) => feature.routes ?? []),
  });
  if (pages) await servePages(http, pages);
  await http.ready();
  const running: { stop(): Promise<void> }[] = [];
  return {
    runtime,
    http,
    async start() {
      await live.start();
      running.push(
        startSubscribers(runtime, SUBSCRIBERS),
        startTimers(runtime, TIMERS),
        startJobs(runtime, JOBS),
      );
    },
    settle: () => drain(runtime, SUBSCRIBERS),
    async stop() {
      stopping = true;
      await http.close();
      await Promise.all(running.map((part) => part.stop()));
      await live.stop();
      await db.destroy();
    },
  };
}

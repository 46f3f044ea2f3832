import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from './config.ts';
import type { Clock } from './platform/clock.ts';
import { createSealer } from './platform/crypto.ts';
import { openDatabase } from './platform/database/open.ts';
import { createFolderStore } from './platform/files/folder.ts';
import { masterKey } from './platform/keys.ts';
import { createLive } from './platform/live.ts';
import { keepRecent } from './platform/recent.ts';
import type { Runtime } from './platform/runtime.ts';
import { registerSubscribers } from './platform/subscribers.ts';
import { SUBSCRIBERS } from './work.ts';

/** What one program has, and how it gives its connections back. */
export type OwnRuntime = Runtime & { close(): Promise<void> };

export interface RuntimeOptions {
  clock: Clock;
  /** Followers of the log run in it. */
  follows: boolean;
}

/** Connects to a migrated database as the application's role, with the keys and files of the data folder. */
export async function createRuntime(
  config: Config,
  ownerUrl: string,
  { clock, follows }: RuntimeOptions,
): Promise<OwnRuntime> {
  const log = pino({ level: config.logLevel });
  let closing = false;
  const db = openDatabase(ownerUrl, {
    role: 'huying_app',
    poolSize: config.poolSize,
    // Not the error itself: pg hangs the whole connection, with every statement it has prepared, on it.
    onError: ({ message }) => closing || log.warn({ reason: message }, 'a database connection broke'),
  });
  const onError = (error: unknown) =>
    log.warn({ err: error }, 'reading the event log failed and will be tried again');
  const recent = follows ? keepRecent() : undefined;
  const live = createLive(db, onError, recent);
  const sealer = createSealer(await masterKey(config.dataDir, config.masterKey));
  const files = createFolderStore(join(config.dataDir, 'files'));
  const runtime: Runtime = { config, clock, db, sealer, files, live, recent, log };
  await registerSubscribers(runtime, SUBSCRIBERS);
  return {
    ...runtime,
    async close() {
      closing = true;
      await live.stop();
      await db.destroy();
    },
  };
}

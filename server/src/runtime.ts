import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from './config.ts';
import { areaTree } from './features/area/index.ts';
import type { Clock } from './platform/clock.ts';
import { type Db, openDatabase } from './platform/database/open.ts';
import { createFolderStore } from './platform/files/folder.ts';
import { heedChanges } from './platform/keys/change.ts';
import { cipherNamed } from './platform/keys/cipher.ts';
import { masterKeys } from './platform/keys/master.ts';
import { sealedTables } from './platform/keys/sealed.ts';
import { createKeys, type Keys } from './platform/keys/store.ts';
import { wrapperOf } from './platform/keys/wrapper.ts';
import { createLive } from './platform/live.ts';
import { keepRecent } from './platform/recent.ts';
import type { Runtime } from './platform/runtime.ts';
import { registerSheetTargets } from './platform/sheet/target.ts';
import { registerSubscribers } from './platform/subscribers.ts';
import { PRINTED, SEALED, SHEETS, SUBSCRIBERS } from './work.ts';

/** What one program has, and how it gives its connections back. */
export type OwnRuntime = Runtime & { close(): Promise<void> };

export interface RuntimeOptions {
  clock: Clock;
  /** Followers of the log run in it. */
  follows: boolean;
}

/** The keys of this database, not yet read: wrapped by the master key of the configuration or the data folder. */
export function keysOf(config: Config, db: Db): Keys {
  const masters = () => masterKeys(config.dataDir, config.masterKey);
  const cipher = cipherNamed(config.cipher);
  const master = async () => (await masters())[0]!;
  return createKeys({
    db,
    wrapper: wrapperOf(cipher, masters),
    cipher,
    sealed: sealedTables(SEALED),
    printed: PRINTED,
    master,
  });
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
    log.warn({ err: error }, 'reading the event log or the keys failed and will be tried again');
  const recent = follows ? keepRecent() : undefined;
  const live = createLive(db, onError, recent);
  const keys = keysOf(config, db);
  await keys.read();
  const files = createFolderStore(join(config.dataDir, 'files'));
  const runtime: Runtime = { config, clock, db, sealer: keys.sealer, keys, files, live, recent, log };
  // What happens in a grid its community hears, too; for a street that would be every row of an import.
  live.widen(async () => {
    const areas = await areaTree(runtime);
    return (scope) => {
      const area = areas.get(scope);
      return area?.level === 'grid' ? (area.parentId ?? undefined) : undefined;
    };
  });
  heedChanges(runtime);
  registerSheetTargets(runtime, SHEETS);
  const following = keys.follow(onError);
  await registerSubscribers(runtime, SUBSCRIBERS);
  return {
    ...runtime,
    async close() {
      closing = true;
      following.stop();
      await live.stop();
      await db.destroy();
    },
  };
}

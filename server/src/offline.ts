import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { FEATURES } from './app.ts';
import { readConfig } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/database/open.ts';
import { createFolderStore } from './platform/files/folder.ts';
import { createHttp, type HttpParts } from './platform/http/app.ts';
import type { App } from './platform/http/routes.ts';
import { createLive } from './platform/live.ts';
import type { Runtime } from './platform/runtime.ts';
import { registerSheetTargets } from './platform/sheet/target.ts';
import { keysOf } from './runtime.ts';
import { SHEETS } from './work.ts';

/** Nothing listens there; a pool connects only when somebody asks. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/none';

function offlineRuntime(): Runtime {
  const db = openDatabase(NOWHERE, { poolSize: 1 });
  const config = readConfig({ HUYING_DATA: tmpdir() });
  const keys = keysOf(config, db);
  return {
    config,
    clock: systemClock,
    db,
    sealer: keys.sealer,
    keys,
    files: createFolderStore(tmpdir()),
    live: createLive(db, () => undefined),
    log: pino({ level: 'silent' }),
  };
}

/**
 * The web application with every route and no database behind it: what it offers can be described and its doors can
 * be tried, but nothing behind them answers. `before` sees each request that passed the door.
 */
export async function createOfflineHttp(
  authenticate: HttpParts['authenticate'] = async () => null,
  before: HttpParts['routes'] = [],
): Promise<App> {
  const runtime = offlineRuntime();
  registerSheetTargets(runtime, SHEETS);
  const routes = [...before, ...FEATURES.flatMap((feature) => feature.routes ?? [])];
  const app = await createHttp({ runtime, authenticate, routes });
  app.addHook('onClose', () => runtime.db.destroy());
  await app.ready();
  return app;
}

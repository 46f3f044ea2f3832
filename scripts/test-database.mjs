import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../server/src/platform/database/embedded.postmaster.ts';
import { startEmbedded } from '../server/src/platform/database/embedded.ts';

const PREFIX = 'huying-testrun-';

/**
 * One throw-away PostgreSQL for a whole test run; its owner's address is handed to the tests in
 * `HUYING_TEST_DATABASE_URL`. Without fsync, as nothing in it is worth keeping. Nothing is started when the variable is set.
 */
export async function startTestDatabase() {
  if (process.env.HUYING_TEST_DATABASE_URL) return { stop: async () => {} };
  await removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755);
  const database = await startEmbedded({ dataDir: folder, fsync: false, onLog: (line) => console.log(line) });
  process.env.HUYING_TEST_DATABASE_URL = database.url;
  const stop = async () => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { stop };
}

/** A test run that was killed could not clean up: its database still runs. */
async function removeLeftovers() {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : Number.NaN);
    const folder = join(tmpdir(), name);
    if (!(pid > 0) || isAlive(pid)) continue;
    try {
      if (existsSync(join(folder, 'pgdata', 'postmaster.pid')))
        await (await startEmbedded({ dataDir: folder })).stop();
      rmSync(folder, { recursive: true, force: true });
    } catch {
      console.log(`未能清理上次测试留下的 ${folder}`);
    }
  }
}

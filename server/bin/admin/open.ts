import { mkdir } from 'node:fs/promises';
import { readConfig } from '../../src/config.ts';
import { acquireDataLock, runningUrl, startEmbedded } from '../../src/platform/database/embedded.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { createProgram, migrateDatabase } from '../../src/program.ts';

export interface Opened {
  runtime: Runtime;
  close(): Promise<void>;
}

/** Where the database is, and how to leave it as it was found. A database that a server runs is used beside it. */
async function findDatabase(dataDir: string, databaseUrl: string | null) {
  const url = databaseUrl ?? runningUrl(dataDir);
  if (url) return { url, leave: async () => {} };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = acquireDataLock(dataDir, 'npm run admin');
  const database = await startEmbedded({ dataDir });
  return {
    url: database.url,
    async leave() {
      await database.stop();
      lock.release();
    },
  };
}

/** The program on its database, migrated, without a web server. */
export async function openProgram(): Promise<Opened> {
  const config = readConfig();
  const { url, leave } = await findDatabase(config.dataDir, config.databaseUrl);
  try {
    await migrateDatabase(url);
    const program = await createProgram(config, url);
    return { runtime: program.runtime, close: () => program.stop().finally(leave) };
  } catch (error) {
    await leave();
    throw error;
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startEmbedded } from '../server/src/platform/database/embedded.ts';
import { openDatabase } from '../server/src/platform/database/open.ts';
import { migrateDatabase } from '../server/src/program.ts';

export interface BenchDatabase {
  /** The owner's address. */
  url: string;
  drop(): Promise<void>;
}

async function clusterOf(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  // Durable as in production: fsync is on, and nothing of it is tuned for the benchmark.
  const dataDir = await mkdtemp(join(tmpdir(), 'huying-bench-'));
  const database = await startEmbedded({ dataDir });
  const stop = async () => {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  // A benchmark that is broken off leaves no database running.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  return { url: database.url, stop };
}

/** A migrated database of the benchmark's own on a throw-away cluster (or on BENCH_DATABASE_URL's), dropped afterwards. */
export async function benchDatabase(name: string): Promise<BenchDatabase> {
  const cluster = await clusterOf();
  const database = `bench_${name}_${process.pid}`;
  const owner = openDatabase(cluster.url, { poolSize: 1 });
  await sql.raw(`create database ${database}`).execute(owner);
  const url = new URL(cluster.url);
  url.pathname = `/${database}`;
  await migrateDatabase(url.href);
  return {
    url: url.href,
    async drop() {
      await sql.raw(`drop database if exists ${database} with (force)`).execute(owner);
      await owner.destroy();
      await cluster.stop();
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { sql } from 'kysely';
import { readConfig } from '../src/config.ts';
import { ManualClock } from '../src/platform/clock.ts';
import { sha256 } from '../src/platform/crypto.ts';
import { MIGRATIONS } from '../src/platform/database/folder.ts';
import { readMigrations } from '../src/platform/database/migrate.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import { createProgram, migrateDatabase, type Program } from '../src/program.ts';

/** The cluster the tests run on: given by `npm test`, which starts one for the whole run. */
function clusterUrl(): string {
  const url = process.env.HUYING_TEST_DATABASE_URL;
  if (!url) throw new Error('set HUYING_TEST_DATABASE_URL, or run the tests with `npm test -- FILE`');
  return url;
}

function urlOf(database: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function onCluster(statement: string): Promise<void> {
  const db = openDatabase(clusterUrl(), { poolSize: 1 });
  try {
    await sql.raw(statement).execute(db);
  } finally {
    await db.destroy();
  }
}

/**
 * Makes a database that others are cloned from, once for all test files that name it: `fill` runs on the first call,
 * under a lock, and again only when the migrations (or `stamp`) changed.
 */
export async function template(
  name: string,
  stamp: string,
  fill: (ownerUrl: string) => Promise<void>,
): Promise<string> {
  const database = `t_${name}_${sha256(stamp).toString('hex').slice(0, 12)}`;
  const db = openDatabase(clusterUrl(), { poolSize: 1 });
  try {
    await db.connection().execute(async (connection) => {
      // Whoever comes second waits as long as the first one fills: a city takes longer than any request may.
      await sql`set lock_timeout = 0; set statement_timeout = 0`.execute(connection);
      await sql`select pg_advisory_lock(hashtextextended(${database}, 1))`.execute(connection);
      const { rows } = await sql`select from pg_database where datname = ${database}`.execute(connection);
      if (rows.length === 0) await fillTemplate(database, fill);
      await sql`select pg_advisory_unlock(hashtextextended(${database}, 1))`.execute(connection);
    });
  } finally {
    await db.destroy();
  }
  return database;
}

async function fillTemplate(database: string, fill: (ownerUrl: string) => Promise<void>): Promise<void> {
  const draft = `${database}_draft`;
  await onCluster(`drop database if exists ${draft}`);
  await onCluster(`create database ${draft}`);
  await migrateDatabase(urlOf(draft));
  await fill(urlOf(draft));
  await onCluster(`alter database ${draft} rename to ${database}`);
}

/** A database of one test file, cloned from a template and dropped afterwards. */
export async function cloneDatabase(from: string): Promise<{ ownerUrl: string; drop(): Promise<void> }> {
  const database = `c_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await onCluster(`create database ${database} template ${from}`);
  return {
    ownerUrl: urlOf(database),
    drop: () => onCluster(`drop database if exists ${database} with (force)`),
  };
}

export interface TestProgram extends Program {
  clock: ManualClock;
  ownerUrl: string;
}

/** A Monday morning in Shanghai. */
export const MORNING = new Date('2026-03-02T01:00:00Z');
/** The key of every test program: what a template sealed, its clones can open. */
export const TEST_KEY = '11'.repeat(32);

/** The program on a fresh clone, not listening: ask it with `http.inject`. Ends with the test file. */
export async function testProgram(from: string, start = MORNING): Promise<TestProgram> {
  const { ownerUrl, drop } = await cloneDatabase(from);
  const dataDir = await mkdtemp(join(tmpdir(), 'huying-test-'));
  const config = readConfig({
    HUYING_DATA: dataDir,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
    DATABASE_POOL: '4',
    HUYING_KEY: TEST_KEY,
  });
  const clock = new ManualClock(start);
  const program = await createProgram(config, ownerUrl, { clock });
  after(async () => {
    await program.stop();
    await drop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return { ...program, clock, ownerUrl };
}

/** What the schema is now: templates made from another one are not used. */
export async function schemaStamp(): Promise<string> {
  return (await readMigrations(MIGRATIONS)).map((migration) => migration.sql).join('\n');
}

/** A migrated, empty database. */
export const emptyTemplate = async (): Promise<string> =>
  template('empty', await schemaStamp(), async () => {});

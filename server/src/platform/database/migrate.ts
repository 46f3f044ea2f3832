import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Db } from './open.ts';

// Any number that is ours: two programs that start together migrate one after the other.
const LOCK = 71_990_412;

export interface Migration {
  name: string;
  sql: string;
}

/** The migrations of a folder in the order of their names. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{8}T\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name: name.slice(0, -4),
      sql: await readFile(new URL(name, folder), 'utf8'),
    })),
  );
}

/**
 * Brings the database up to the newest migration, each in its own transaction, and returns the names applied.
 * Takes as long as it takes, but waits 10 s at most for a lock that others hold.
 * Refuses a database that knows migrations this program does not: it belongs to a newer program.
 */
export async function migrate(db: Db, migrations: Migration[]): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // A city's years may take minutes to go through, and whoever migrates second waits for that.
    await sql.raw('set statement_timeout = 0; set lock_timeout = 0').execute(connection);
    try {
      await sql`select pg_advisory_lock(${LOCK})`.execute(connection);
      await sql.raw('reset lock_timeout').execute(connection);
      return await applyMissing(connection, migrations);
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
      await sql.raw('reset lock_timeout; reset statement_timeout').execute(connection);
    }
  });
}

async function applyMissing(db: Db, migrations: Migration[]): Promise<string[]> {
  await sql`create table if not exists migration (name text primary key, applied_at timestamptz not null default now())`.execute(
    db,
  );
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(db);
  const known = new Set(migrations.map((migration) => migration.name));
  const foreign = rows.find((row) => !known.has(row.name));
  if (foreign) throw new Error(`数据库比本程序新（含有 ${foreign.name}），请升级程序后再启动。`);
  const applied = new Set(rows.map((row) => row.name));
  const missing = migrations.filter((migration) => !applied.has(migration.name));
  for (const { name, sql: text } of missing) {
    await sql.raw('begin').execute(db);
    try {
      await sql.raw(text).execute(db);
      await sql`insert into migration (name) values (${name})`.execute(db);
      await sql.raw('commit').execute(db);
    } catch (error) {
      // Else the lock could not be given back, and that would be all anybody hears.
      await sql
        .raw('rollback')
        .execute(db)
        .catch(() => undefined);
      throw error;
    }
  }
  return missing.map((migration) => migration.name);
}

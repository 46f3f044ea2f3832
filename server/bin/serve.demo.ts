import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import type { Config } from '../src/config.ts';
import { loadDemoCity } from '../src/packs/index.ts';
import type { Program } from '../src/program.ts';

/** There from the first row of the demo city until the last: a start that finds it finds half a city that nobody has used. */
const markOf = (config: Config): string => join(config.dataDir, 'demo.loading');

/**
 * Before migrations: takes away half a demo city that an interrupted start left. Only in our own database, which nobody
 * could use meanwhile; an outside one is refused with what to do.
 */
export async function clearHalfDemo(config: Config, url: string, say: (line: string) => void): Promise<void> {
  const mark = markOf(config);
  if (!existsSync(mark)) return;
  if (config.databaseUrl)
    throw new Error(
      `上次装入示例城市没有完成。请清空数据库（drop schema public cascade; create schema public;），删除 ${mark}，再启动。`,
    );
  say('上次装入示例城市没有完成，重新建库……');
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href,
  });
  await client.connect();
  try {
    await client.query(`drop database if exists "${name}" with (force)`);
    await client.query(`create database "${name}"`);
  } finally {
    await client.end();
  }
  rmSync(mark);
}

/** Loads the demo city into an empty database when the configuration wants it. */
export async function fillDemo(program: Program, config: Config, say: (line: string) => void): Promise<void> {
  const { rows } = await sql`select from area limit 1`.execute(program.runtime.db);
  if (rows.length > 0 || !config.demo) return;
  const begun = Date.now();
  say('正在装入示例城市（滨江市），约一分钟……');
  writeFileSync(markOf(config), '');
  await loadDemoCity(program, say);
  rmSync(markOf(config));
  say(`示例城市已装入，用时 ${Math.round((Date.now() - begun) / 1000)} 秒。`);
}

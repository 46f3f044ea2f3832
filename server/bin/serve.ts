// The whole program on this machine: database, migrations, packs, demo city, web pages, server, and what runs beside it.
import { mkdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Config, readConfig } from '../src/config.ts';
import { demoAllowed, demoLoaded } from '../src/features/account/index.ts';
import { loadDefaultPack, loadDemoCity } from '../src/packs/index.ts';
import {
  acquireDataLock,
  DataLockedError,
  type Embedded,
  startEmbedded,
} from '../src/platform/database/embedded.ts';
import { createProgram, migrateDatabase, type Program } from '../src/program.ts';
import { buildWeb, WEB_DIST } from '../src/web-build.ts';

const say = (line: string) => console.log(line);
const closing: (() => Promise<unknown> | unknown)[] = [];
let stopping: Promise<void> | undefined;

/** Undoes the start in reverse; asked twice, the program leaves at once. */
function stop(code: number): void {
  if (stopping) process.exit(code || 1);
  stopping = (async () => {
    for (const close of closing.reverse())
      await Promise.resolve(close()).catch((error) => console.error(error));
    process.exit(code);
  })();
}

async function openDatabase(config: Config): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  const database: Embedded = await startEmbedded({
    dataDir: config.dataDir,
    onLog: say,
    onRestart: () => say('数据库意外停止，已自动恢复。'),
  });
  closing.push(() => database.stop());
  return database.url;
}

async function fill(program: Program, config: Config): Promise<void> {
  await loadDefaultPack(program.runtime);
  const { rows } = await sql`select from area limit 1`.execute(program.runtime.db);
  if (rows.length > 0 || !config.demo) return;
  say('正在装入示例城市（滨江市），约一分钟……');
  await loadDemoCity(program, say);
}

async function start(): Promise<void> {
  const config = readConfig();
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = acquireDataLock(config.dataDir, address);
  closing.push(() => lock.release());
  const [url] = await Promise.all([openDatabase(config), buildWeb(() => say('正在构建网页……'))]);
  await migrateDatabase(url);
  const program = await createProgram(config, url, { pages: WEB_DIST });
  closing.push(() => program.stop());
  await fill(program, config);
  if ((await demoLoaded(program.runtime.db)) && !demoAllowed(config))
    say('注意：本地址他人可访问，示例账号的公开密码已停用（如确需使用，设 HUYING_DEMO_PUBLIC=1）。');
  await program.start();
  await program.http.listen({ port: config.port, host: config.host });
  await announce(program, config, address);
}

async function announce(program: Program, config: Config, address: string): Promise<void> {
  say(`\n呼应已启动：${address}`);
  say(
    `  居民与网格员（手机）${address}/portal/    工作人员（电脑）${address}/console/    接口说明 ${address}/docs`,
  );
  if (await demoLoaded(program.runtime.db)) {
    if (demoAllowed(config))
      say(
        '  示例账号（密码均为 huying-demo）：citizen citizen2 grid1 grid2 community1 street1 district1 city1 dept-urban dept-water property1 hotline admin security auditor',
      );
  } else say('  还没有账号时，用 npm run admin -- user add 建立第一个管理员。');
  say('  按 Ctrl-C 停止。');
}

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
try {
  await start();
} catch (error) {
  const known = error instanceof DataLockedError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    console.error('端口已被占用：请先停止占用者，或用 PORT=… 换一个端口。');
  else console.error(known ? (error as Error).message : error);
  stop(1);
}

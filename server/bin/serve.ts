// The whole program on this machine: database, migrations, packs, demo city, web pages, server, and what runs beside it.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig } from '../src/config.ts';
import { demoAllowed, demoLoaded } from '../src/features/account/index.ts';
import { loadDefaultPack } from '../src/packs/index.ts';
import { acquireDataLock, startEmbedded } from '../src/platform/database/embedded.ts';
import { createProgram, migrateDatabase, type Program } from '../src/program.ts';
import { buildWeb, WEB_DIST } from '../src/web-build.ts';
import { clearHalfDemo, fillDemo } from './serve.demo.ts';
import { checkOutside } from './serve.outside.ts';
import { failureWords } from './serve.words.ts';

/** The longest one part of the program may take to stop before the next is stopped all the same. */
const PATIENCE = 20_000;
/** Ctrl-C reaches us once from the terminal and again through npm; only a later one is impatience. */
const ONE_PRESS = 1_000;

const say = (line: string) => console.log(line);
const closing: (() => Promise<unknown> | unknown)[] = [];
let stoppingSince: number | undefined;

/** Undoes the start in reverse, each part within bounds, so that no process of ours is left; then ends the program. */
async function stop(code: number): Promise<void> {
  if (stoppingSince !== undefined) {
    if (Date.now() - stoppingSince > ONE_PRESS) say('正在停止，请稍候……');
    return;
  }
  stoppingSince = Date.now();
  for (let close = closing.pop(); close; close = closing.pop()) {
    const closed = Promise.resolve(close()).catch((error) => console.error(error));
    await Promise.race([closed, sleep(PATIENCE)]);
  }
  process.exit(code);
}

async function openDatabase(config: Config): Promise<string> {
  if (config.databaseUrl) {
    await checkOutside(config.databaseUrl);
    return config.databaseUrl;
  }
  const onRestart = () => say('数据库意外停止，已自动恢复。');
  const starting = startEmbedded({ dataDir: config.dataDir, onLog: say, onRestart });
  // Asked to stop in the middle of its start, the database is first let start: half started it could not be stopped.
  closing.push(() =>
    starting.then(
      (database) => database.stop(),
      () => undefined,
    ),
  );
  return (await starting).url;
}

/** Says that the port is taken before minutes are spent on a city nobody could then reach. */
function checkPort({ port, host }: Config): Promise<void> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen({ port, host }, () => probe.close(() => done()));
  });
}

function buildPages(): Promise<void> {
  const interrupted = new AbortController();
  closing.push(() => interrupted.abort());
  return buildWeb(() => say('正在构建网页……'), interrupted.signal);
}

async function start(): Promise<void> {
  const config = readConfig();
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = acquireDataLock(config.dataDir, address);
  closing.push(() => lock.release());
  await checkPort(config);
  const [url] = await Promise.all([openDatabase(config), buildPages()]);
  await clearHalfDemo(config, url, say);
  await migrateDatabase(url);
  const program = await createProgram(config, url, { pages: WEB_DIST, apart: true });
  closing.push(() => program.stop());
  await loadDefaultPack(program.runtime);
  await fillDemo(program, config, say);
  const working = program.start();
  await program.http.listen({ port: config.port, host: config.host });
  await announce(program, config, address);
  await working;
}

async function announce(program: Program, config: Config, address: string): Promise<void> {
  say(`\n呼应已启动：${address}`);
  say(
    `  居民与网格员（手机）${address}/portal/    工作人员（电脑）${address}/console/    接口说明 ${address}/docs`,
  );
  if (!(await demoLoaded(program.runtime.db)))
    say('  还没有账号时，用 npm run admin -- user add 建立第一个管理员。');
  else if (demoAllowed(config))
    say(
      '  示例账号（密码均为 huying-demo）：citizen citizen2 grid1 grid2 community1 street1 district1 city1 dept-urban dept-water property1 hotline admin security auditor',
    );
  else say('  注意：本地址他人可访问，示例账号的公开密码已停用（如确需使用，设 HUYING_DEMO_PUBLIC=1）。');
  say('  按 Ctrl-C 停止。');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
try {
  await start();
} catch (error) {
  // What breaks because we are being stopped is no news.
  if (stoppingSince === undefined) console.error(failureWords(error));
  void stop(1);
}

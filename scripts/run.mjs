import { ensureInstalled } from './install.mjs';
import { handOver } from './node24.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('用法:node scripts/run.mjs 文件 [参数……]');
  process.exit(2);
}
await ensureInstalled();
handOver(file, args);

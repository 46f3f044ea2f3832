import { ensureInstalled } from './install.mjs';
import { handOver } from './node24.mjs';

await ensureInstalled();
handOver('server/bin/serve.ts', process.argv.slice(2));

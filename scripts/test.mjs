import { ensureInstalled } from './install.mjs';
import { handOver } from './node24.mjs';

await ensureInstalled();
handOver('scripts/test-steps.mjs', process.argv.slice(2));

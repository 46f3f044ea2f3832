import { Worker } from 'node:worker_threads';
import type { CoverageArea } from './coverage.ts';
import { type BoundaryReport, checkBoundaries } from './report.ts';

/** A community or a street is checked faster than a thread starts; a whole city would hold up everybody's requests. */
const AT_ONCE = 1500;

/** `checkBoundaries`, in a thread of its own when there are many areas, so that the server goes on answering. */
export async function checkBeside(areas: readonly CoverageArea[], strays: string[]): Promise<BoundaryReport> {
  if (areas.length <= AT_ONCE) return checkBoundaries(areas, strays);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./report.worker.ts', import.meta.url), {
      workerData: { areas, strays },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the check of the boundaries ended with ${code}`)));
  });
}

// Runs in a thread of its own: see report.beside.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { checkBoundaries } from './report.ts';

parentPort!.postMessage(checkBoundaries(workerData.areas, workerData.strays));

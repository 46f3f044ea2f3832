import { FEATURES } from './app.ts';
import { fileSealed } from './platform/files/files.ts';
import { fileTimer } from './platform/files/sweep.ts';
import { startJobs } from './platform/jobs.ts';
import { keyTimer } from './platform/keys/count.ts';
import type { Runtime } from './platform/runtime.ts';
import { startSubscribers } from './platform/subscribers.ts';
import { startTimers } from './platform/timers.ts';

export const SHEETS = FEATURES.flatMap((feature) => feature.sheets ?? []);
export const SUBSCRIBERS = FEATURES.flatMap((feature) => feature.subscribers ?? []);
const TIMERS = [fileTimer, keyTimer, ...FEATURES.flatMap((feature) => feature.timers ?? [])];
export const SEALED = [fileSealed, ...FEATURES.flatMap((feature) => feature.sealed ?? [])];
export const PRINTED = FEATURES.flatMap((feature) => feature.printed ?? []);
const JOBS = FEATURES.flatMap((feature) => feature.jobs ?? []);

/** Something that runs until it is stopped; stopping it waits for what it has in hand. */
export interface Running {
  stop(): Promise<void>;
}

/** Starts what happens beside requests: followers of the log, timers, jobs. Any number of programs may do so on one database. */
export function startWork(runtime: Runtime): Running {
  const parts = [
    startSubscribers(runtime, SUBSCRIBERS),
    startTimers(runtime, TIMERS),
    startJobs(runtime, JOBS),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}

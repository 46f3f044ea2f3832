import type { Timer } from './feature.ts';
import type { Runtime } from './runtime.ts';

/** Runs timers until stopped; a round never overlaps itself, a fault is logged and the next round tries again. */
export function startTimers(runtime: Runtime, timers: Timer[]): { stop(): Promise<void> } {
  let stopped = false;
  const wakes = new Set<() => void>();
  const loops = timers.map(async (timer) => {
    while (!stopped) {
      await timer.tick(runtime).catch((error) => {
        if (!stopped)
          runtime.log.error({ err: error, timer: timer.name }, 'a timer failed and will try again');
      });
      if (stopped) return;
      await new Promise<void>((done) => {
        const handle = setTimeout(wake, timer.everySeconds * 1000);
        function wake() {
          clearTimeout(handle);
          wakes.delete(wake);
          done();
        }
        wakes.add(wake);
      });
    }
  });
  return {
    async stop() {
      stopped = true;
      for (const wake of [...wakes]) wake();
      await Promise.all(loops);
    },
  };
}

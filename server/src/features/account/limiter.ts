import { Refusal } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';

const MOST_ADDRESSES = 50_000;

interface Window {
  count: number;
  until: number;
}

/**
 * Counts something by address within a window that begins with the first. In the memory of this program: it bounds a
 * flood; what must hold across programs and restarts (lock-out, codes) is in the database.
 */
export function limiterOf(most: number, windowMs: number, detail: string) {
  const windows = new WeakMap<Runtime, Map<string, Window>>();
  function windowOf(runtime: Runtime, address: string): Window {
    const map = windows.get(runtime) ?? new Map<string, Window>();
    windows.set(runtime, map);
    const now = runtime.clock.now().getTime();
    let window = map.get(address);
    if (!window || window.until <= now) {
      if (map.size >= MOST_ADDRESSES) map.clear();
      window = { count: 0, until: now + windowMs };
      map.set(address, window);
    }
    return window;
  }
  return {
    /** True for an address that has used up its window. */
    isFull: (runtime: Runtime, address: string): boolean => windowOf(runtime, address).count >= most,
    /** Refuses (429) an address that has used up its window. */
    check(runtime: Runtime, address: string): void {
      const { count, until } = windowOf(runtime, address);
      if (count < most) return;
      const seconds = Math.ceil((until - runtime.clock.now().getTime()) / 1000);
      throw new Refusal(429, 'too_many_requests', detail, { extra: { retry_after: seconds } });
    },
    count(runtime: Runtime, address: string): void {
      windowOf(runtime, address).count += 1;
    },
  };
}

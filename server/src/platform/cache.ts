import type { Runtime } from './runtime.ts';

/** A thing loaded once per running program and thrown away when an event says that it changed. */
export interface Cache<T> {
  get(runtime: Runtime): Promise<T>;
  /** Forgets at once in this program, after a change of one's own; other programs hear of it by the event. */
  forget(runtime: Runtime): void;
}

const watched = new WeakMap<Runtime, Set<Cache<unknown>>>();

/** A cache of what `load` reads, forgotten upon events whose kind begins with one of the prefixes. */
export function cacheOf<T>(prefixes: string[], load: (runtime: Runtime) => Promise<T>): Cache<T> {
  const values = new WeakMap<Runtime, Promise<T>>();
  const cache: Cache<T> = {
    get(runtime) {
      let value = values.get(runtime);
      if (!value) {
        watchOnce(runtime);
        value = load(runtime);
        values.set(runtime, value);
        value.catch(() => values.delete(runtime));
      }
      return value;
    },
    forget: (runtime) => void values.delete(runtime),
  };
  function watchOnce(runtime: Runtime): void {
    const known = watched.get(runtime) ?? new Set();
    watched.set(runtime, known);
    if (known.has(cache as Cache<unknown>)) return;
    known.add(cache as Cache<unknown>);
    runtime.live.watch((event) => {
      if (prefixes.some((prefix) => event.kind.startsWith(prefix))) values.delete(runtime);
    });
  }
  return cache;
}

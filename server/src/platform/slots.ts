/** How many may wait, and what everybody beyond is told. */
export interface Queue {
  most: number;
  refusal(): Error;
}

/** Lets at most `most` pieces of work run at once; the others wait their turn, with a `queue` at most so many. */
export function createSlots(most: number, queue?: Queue): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) {
      if (queue && waiting.length >= queue.most) throw queue.refusal();
      // Whoever finishes hands its place on, so `running` stays as it is.
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

import { Refusal } from '../errors.ts';

/** Lets at most `most` pieces of work run at once and at most `queue` more wait; refuses beyond that. */
export function createSlots(most: number, queue: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) {
      if (waiting.length >= queue)
        throw new Refusal(503, 'busy', '同时处理的照片太多，请过几秒再上传，照片不会丢失。');
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

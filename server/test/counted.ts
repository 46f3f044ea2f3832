import { SYSTEM } from '../src/platform/access.ts';
import { type Context, type Runtime, run } from '../src/platform/runtime.ts';

/** Runs work in a transaction past every fence and counts the statements that it sends. For tests. */
export async function counted<T>(
  runtime: Runtime,
  work: (ctx: Context) => Promise<T>,
): Promise<{ statements: number; result: T }> {
  let statements = 0;
  const db = runtime.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements += 1;
      return result;
    },
  });
  const result = await run({ ...runtime, db }, SYSTEM, (ctx) => work({ ...ctx, runtime }));
  return { statements, result };
}

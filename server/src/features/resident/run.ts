import type { Actor } from '../../platform/access.ts';
import { anew } from '../../platform/database/anew.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { runFor } from '../account/index.ts';

/**
 * `runFor` for whatever writes people: of two who come to one ID number, one submission or one new household at the same moment the second
 * begins anew, and finds what the first has made.
 */
export const runPeople = <T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> => anew(() => runFor(runtime, actor, work));

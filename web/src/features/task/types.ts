import type { Answer } from '../../api/types.ts';

/** One thing to do, as GET /api/tasks sends it: about a matter, or what is asked of a grid. */
export type TaskRow = Answer<'listTasks'>['items'][number];
export type TaskCounts = Answer<'countTasks'>;

/** Where the kinds of work about no matter have their pages, in the console and on the phone. */
export const workPages: Record<string, string> = { duty: '/duties', patrol: '/patrols' };

/** What others may use of the indicators: reading, judging and publishing schemes (配置), and what the facts are counted by. */

export { insightDocument } from './documents.ts';
export { ripen } from './jobs.fold.ts';
export { recompute } from './jobs.recompute.ts';
export { lintScheme, parseScheme } from './scheme.lint.ts';
export type { Scheme } from './scheme.schema.ts';
export { newestSchemes, provideScheme, publishScheme } from './scheme.store.ts';

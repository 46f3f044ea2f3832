export { act } from './commands.act.ts';
export { type CreateInput, createMatter } from './commands.create.ts';
export { replaceResponsibilities, syncCategories, syncTypes } from './commands.registry.ts';
export { type Category, parseCategories } from './pack.categories.ts';
export { parseMatrix } from './pack.matrix.ts';
export { type Responsibility, registry } from './registry.ts';
export type { Matter } from './row.ts';
export { type Suggestion, suggestUnits } from './rules.suggest.ts';

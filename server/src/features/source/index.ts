export {
  eraseStatements,
  moveFence,
  moveFences,
  type NewStatement,
  readdress,
  state,
  withdraw,
} from './commands.ts';
export { type Statement, standing, statementsOf } from './queries.ts';
export { fold, type Held, type Said, type Value, type Values } from './rules.ts';
export {
  changeRule,
  forgetSources,
  parseSources,
  type Source,
  type SourceData,
  type Sources,
  sourcesOf,
  syncSources,
} from './sources.ts';

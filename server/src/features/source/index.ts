export {
  eraseStatements,
  moveFence,
  moveFences,
  type NewStatement,
  readdress,
  returnTo,
  state,
  withdraw,
} from './commands.ts';
export { type Heard, hear, keepNews, type Spoken, type Voice } from './hear.ts';
export { type Statement, standing, statementsOf } from './queries.ts';
export { fold, type Held, isNews, type Said, type Value, type Values } from './rules.ts';
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
export {
  itemSql,
  type SubjectTable,
  type TableChanged,
  type TableColumn,
  type TableEntry,
  type TableReach,
  type TakenBack,
} from './table.ts';

/** What other features may use of the workflow engine. The decisions are pure; store and clock.commands write. */

export { calendarFaults } from './calendar.faults.ts';
export {
  calendarAt,
  newestCalendar,
  provideCalendar,
  publishCalendar,
  STANDARD_CALENDAR,
} from './calendar.store.ts';
export { opening } from './calendar.time.ts';
export { type CalendarDefinition, compileCalendar, weekdayOf } from './calendar.ts';
export {
  applyClocks,
  clocksFailing,
  insertClocks,
  type Move,
  type PutOff,
  putOffClock,
  recountClocks,
  relimitClocks,
  stopClocks,
  updateClock,
} from './clock.commands.ts';
export { type KeptClock, type Recomputed, recompute } from './clock.history.ts';
export {
  type ClockInputs,
  climbing,
  clockStarting,
  clockWords,
  computedAgain,
  type DueMove,
  limitAgain,
  MOVE_WORDS,
  type Pause,
  PROVISIONAL_WORDS,
  pausedAt,
  pausedNow,
  type RunningClock,
  relimited,
} from './clocks.ts';
export { compileWorkflow, type Workflow } from './compile.ts';
export { type Limit, type LimitUnit, limitEnd, limitWords, parseLimit } from './deadline.ts';
export type {
  ActionOffer,
  ClockChanges,
  ClockStart,
  Decision,
  EventDraft,
  FieldProblem,
  Hold,
  Notice,
  Outcome,
  Refusal,
  TaskClose,
  TaskOpen,
  TaskUpdate,
} from './decision.ts';
export type { Action, Definition, FormField, State } from './definition.ts';
export { workflowDocuments } from './documents.ts';
export {
  isOpen,
  type MatterView,
  mustHandle,
  type Policy,
  type RequestView,
  type TaskView,
} from './facts.ts';
export { answersMeet, checkAnswers } from './form.answers.ts';
export type { PositionAnswer, ScoreAnswer } from './form.field.ts';
export type { UnitChoice } from './form.ts';
export { type Graph, graph, leadsTo } from './graph.ts';
export { type LadderFault, ladderFaults } from './ladder.faults.ts';
export { escalationFrom, noted } from './ladder.note.ts';
export type { CardLevel, LadderDefinition, Rung } from './ladder.schema.ts';
export { provideLadder, publishLadder } from './ladder.store.ts';
export { isLate, type Ladders, quietUntil, rungAfter, rungOf } from './ladder.ts';
export type { Limits } from './limits.ts';
export { type LintContext, lint, lintText } from './lint.ts';
export { lintType, type TypeContext } from './lint.type.ts';
export { type MatterSource, type MatterType, sources } from './matter-type.ts';
export { clockStarts } from './movement.ts';
export {
  type Finding,
  type Parsed,
  parseAs,
  parseCalendar,
  parseDefinition,
  parseLadder,
  parseMatterType,
} from './parse.ts';
export { listActions, openMatter, performAction } from './rules.ts';
export { newestWorkflow, publishDefinition, subjectOf, workflowAt } from './store.ts';
export {
  type Audience,
  type Counter,
  clockKinds,
  counters,
  type Permission,
  permissions,
  phases,
  type Relation,
  relations,
  taskKinds,
} from './vocabulary.ts';

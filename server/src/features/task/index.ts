export {
  alignDue,
  closeTasks,
  countTasks,
  type NewTask,
  openTasks,
  type StandsIn,
  signTasks,
  type TaskEnd,
} from './commands.ts';
export { gridMover, type OpenInGrid } from './grid.handover.ts';
export { gridHolders, gridWorkers } from './grid.holders.ts';
export { openFor } from './grid.open.ts';
export { gridSight } from './grid.sight.ts';
export { closeGridTasks, openGridTasks } from './grid.tasks.ts';
export { subjectsHeldFor, subjectsWaitingFor } from './queries.unit.ts';
export type { SubjectTask } from './row.ts';
export { noteOf, originOf, standing } from './standing-in.ts';
export { registerTodos, type TodoWork } from './todo.subjects.ts';

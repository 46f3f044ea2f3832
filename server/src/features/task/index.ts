export {
  addTaskCounts,
  alignDue,
  closeTasks,
  type NewTask,
  openTasks,
  type StandsIn,
  signTasks,
  type TaskEnd,
} from './commands.ts';
export { subjectsHeldFor, subjectsWaitingFor } from './queries.unit.ts';
export type { SubjectTask } from './row.ts';
export { noteOf, originOf, standing } from './standing-in.ts';

export {
  addTaskCounts,
  alignDue,
  closeTasks,
  type NewTask,
  openTasks,
  signTasks,
  type TaskEnd,
} from './commands.ts';
export { subjectsWaitingFor } from './queries.unit.ts';
export type { SubjectTask } from './row.ts';

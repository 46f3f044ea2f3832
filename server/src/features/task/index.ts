export {
  addTaskCounts,
  alignDue,
  closeTasks,
  type NewTask,
  openTasks,
  signTasks,
  type TaskEnd,
} from './commands.ts';
export { type SubjectTask, tasksOf, tasksOfAll } from './queries.ts';

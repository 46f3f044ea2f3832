export { closeTasks, type NewTask, openTasks, signTasks, type TaskEnd } from './commands.ts';
export { type SubjectTask, tasksOf } from './queries.ts';

import type { Feature } from '../../platform/feature.ts';
import { taskRoutes } from './routes.ts';

export const task: Feature = { name: 'task', routes: taskRoutes };

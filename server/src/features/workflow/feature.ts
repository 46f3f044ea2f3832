import type { Feature } from '../../platform/feature.ts';
import { workflowRoutes } from './routes.ts';

export const workflow: Feature = { name: 'workflow', routes: workflowRoutes };

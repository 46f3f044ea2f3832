import type { Feature } from '../../platform/feature.ts';
import { configRoutes } from './routes.ts';

export const config: Feature = { name: 'config', routes: configRoutes };

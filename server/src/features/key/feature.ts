import type { Feature } from '../../platform/feature.ts';
import { keyRoutes } from './routes.ts';

export const key: Feature = { name: 'key', routes: keyRoutes };

import type { Feature } from '../../platform/feature.ts';
import { matterRoutes } from './routes.ts';

export const matter: Feature = { name: 'matter', routes: matterRoutes };

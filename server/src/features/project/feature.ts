import type { Feature } from '../../platform/feature.ts';
import { itemRoutes, listRoutes } from './routes.ts';

export const project: Feature = {
  name: 'project',
  routes(app, runtime) {
    listRoutes(app, runtime);
    itemRoutes(app, runtime);
  },
};

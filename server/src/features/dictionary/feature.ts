import type { Feature } from '../../platform/feature.ts';
import { registryRoutes } from './routes.registry.ts';
import { dictionaryRoutes } from './routes.ts';

export const dictionary: Feature = {
  name: 'dictionary',
  routes(app, runtime) {
    dictionaryRoutes(app, runtime);
    registryRoutes(app, runtime);
  },
};

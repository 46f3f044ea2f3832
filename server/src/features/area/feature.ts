import type { Feature } from '../../platform/feature.ts';
import { importJob } from './commands.upload.ts';
import { registerOwnUses } from './queries.uses.ts';
import { clusterRoutes } from './routes.cluster.ts';
import { importRoutes } from './routes.import.ts';
import { manageRoutes } from './routes.manage.ts';
import { mapRoutes } from './routes.map.ts';
import { redrawRoutes } from './routes.redraw.ts';
import { areaRoutes } from './routes.ts';

/** Divisions, grids, boundary versions, places: where something is, and whose ground it is. */
export const area: Feature = {
  name: 'area',
  routes(app, runtime) {
    registerOwnUses(runtime);
    areaRoutes(app, runtime);
    mapRoutes(app, runtime);
    manageRoutes(app, runtime);
    redrawRoutes(app, runtime);
    clusterRoutes(app, runtime);
    importRoutes(app, runtime);
  },
  jobs: [importJob],
};

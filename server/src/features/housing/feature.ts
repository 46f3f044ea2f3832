import type { Feature } from '../../platform/feature.ts';
import { areaFollower } from './jobs.ts';
import { registerOwnUses } from './queries.area.ts';
import { houseRoutes } from './routes.house.ts';
import { importRoutes } from './routes.import.ts';
import { tileRoutes } from './routes.tile.ts';
import { buildingRoutes, estateRoutes } from './routes.ts';
import { housingSheets } from './sheet.ts';

/** What stands where: estates, buildings, units and houses (楼盘表), on the map and by their address. */
export const housing: Feature = {
  name: 'housing',
  routes(app, runtime) {
    registerOwnUses(runtime);
    estateRoutes(app, runtime);
    buildingRoutes(app, runtime);
    houseRoutes(app, runtime);
    tileRoutes(app, runtime);
    importRoutes(app, runtime);
  },
  subscribers: [areaFollower],
  sheets: housingSheets,
};

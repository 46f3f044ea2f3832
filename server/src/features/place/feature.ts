import type { Feature } from '../../platform/feature.ts';
import { itemOf, sealedPlains } from '../../platform/keys/printed.ts';
import { areaFollower, counter } from './jobs.ts';

import { mapRoutes, publicRoutes } from './routes.map.ts';
import { linkRoutes, readRoutes, writeRoutes } from './routes.ts';
import { placeSheets } from './sheet.ts';
import { registerUses } from './uses.ts';

export const place: Feature = {
  name: 'place',
  routes(app, runtime) {
    readRoutes(app, runtime);
    writeRoutes(app, runtime);
    linkRoutes(app, runtime);
    mapRoutes(app, runtime);
    publicRoutes(app, runtime);
    registerUses(runtime);
  },
  subscribers: [counter, areaFollower],
  sheets: placeSheets,
  sealed: [{ table: 'place_sealed', key: 'place_id', columns: ['sealed'] }],
  printed: [
    {
      ...{ table: 'place', key: 'id', columns: ['print'] },
      plains: sealedPlains({ table: 'place_sealed', key: 'place_id', column: 'sealed' }, (opened) => ({
        print: itemOf(opened, 'plate'),
      })),
    },
  ],
};

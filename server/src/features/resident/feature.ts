import type { Feature } from '../../platform/feature.ts';
import { itemOf, sealedPlains } from '../../platform/keys/printed.ts';
import { areaFollower, registerPeopleUse } from './areas.ts';
import { ruleFollower } from './commands.rule.ts';
import { knowHolders } from './holders.ts';
import { knowHouses } from './houses.ts';
import { erasureRoutes } from './routes.erasure.ts';
import { homeRoutes, houseRoutes } from './routes.house.ts';
import { mergeRoutes, queueRoutes, ruleRoutes } from './routes.queue.ts';
import { lookRoutes, personRoutes, writeRoutes } from './routes.ts';
import { personSheet } from './sheet.ts';

/** The people of the city: who they are, where they live, who said so. */
export const resident: Feature = {
  name: 'resident',
  routes(app, runtime) {
    knowHouses(runtime);
    knowHolders(runtime);
    registerPeopleUse(runtime);
    personRoutes(app, runtime);
    lookRoutes(app, runtime);
    writeRoutes(app, runtime);
    houseRoutes(app, runtime);
    homeRoutes(app, runtime);
    queueRoutes(app, runtime);
    mergeRoutes(app, runtime);
    erasureRoutes(app, runtime);
    ruleRoutes(app, runtime);
  },
  sheets: [personSheet],
  subscribers: [areaFollower, ruleFollower],
  sealed: [{ table: 'resident_person', key: 'id', columns: ['sealed'] }],
  printed: [
    {
      ...{ table: 'resident_person', key: 'id', columns: ['id_print', 'phone_print'] },
      plains: sealedPlains({ table: 'resident_person', key: 'id', column: 'sealed' }, (opened) => ({
        id_print: itemOf(opened, 'id_number'),
        phone_print: itemOf(opened, 'phone'),
      })),
    },
  ],
};

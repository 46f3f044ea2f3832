import type { Feature } from '../../platform/feature.ts';
import { sealedPlains } from '../../platform/keys/printed.ts';
import { registerUnitUses, registerWorkMover } from '../account/index.ts';
import { registerRoutingSource } from '../routing/index.ts';
import { handOverTasks, takeTasksBack } from './commands.handover.ts';
import { counter } from './jobs.counts.ts';
import { exportJob } from './jobs.export.ts';
import { importJob } from './jobs.import.ts';
import { importValuesJob } from './jobs.import.values.ts';
import { leavingFollower, leavingTimer } from './jobs.leaving.ts';
import { notifier } from './jobs.notices.ts';
import { calendarFollower, recountJob } from './jobs.recount.ts';
import { autoDispatcher } from './jobs.routing.ts';
import { searchIndexer } from './jobs.search.ts';
import { similarFollower } from './jobs.similar.ts';
import { openMattersOf } from './queries.unit.ts';
import { cardRoutes } from './routes.cards.ts';
import { catalogRoutes } from './routes.catalog.ts';
import { clockRoutes } from './routes.clocks.ts';
import { deskRoutes } from './routes.desk.ts';
import { estateRoutes } from './routes.estate.ts';
import { exportRoutes } from './routes.export.ts';
import { importRoutes } from './routes.import.ts';
import { lookupRoutes } from './routes.lookup.ts';
import { routingReasonRoutes } from './routes.routing.ts';
import { similarRoutes } from './routes.similar.ts';
import { matterRoutes } from './routes.ts';
import { sourceOfRouting } from './routing.ts';
import { sweepTimer } from './sweep.ts';

export const matter: Feature = {
  name: 'matter',
  routes(app, runtime) {
    matterRoutes(app, runtime);
    importRoutes(app, runtime);
    exportRoutes(app, runtime);
    catalogRoutes(app, runtime);
    cardRoutes(app, runtime);
    clockRoutes(app, runtime);
    deskRoutes(app, runtime);
    lookupRoutes(app, runtime);
    similarRoutes(app, runtime);
    estateRoutes(app, runtime);
    routingReasonRoutes(app, runtime);
    registerRoutingSource(runtime, sourceOfRouting);
    registerWorkMover(runtime, { handOver: handOverTasks, takeBack: takeTasksBack });
    registerUnitUses(runtime, async (ctx, unit) => ({
      what: 'open_matters',
      n: await openMattersOf(ctx, unit),
      words: '件由其负责的未办结事项',
    }));
  },
  subscribers: [
    counter,
    notifier,
    searchIndexer,
    calendarFollower,
    leavingFollower,
    similarFollower,
    autoDispatcher,
  ],
  timers: [sweepTimer, leavingTimer],
  jobs: [importJob, importValuesJob, exportJob, recountJob],
  sealed: [{ table: 'matter_contact', key: 'matter_id', columns: ['name_sealed', 'phone_sealed'] }],
  printed: [
    {
      ...{ table: 'matter_contact', key: 'matter_id', columns: ['phone_index'] },
      plains: sealedPlains(
        { table: 'matter_contact', key: 'matter_id', column: 'phone_sealed' },
        (phone) => ({
          phone_index: phone,
        }),
      ),
    },
  ],
};

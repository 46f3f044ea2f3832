import type { Feature } from '../../platform/feature.ts';
import { opener, reminder } from './jobs.ts';
import { disputeRoutes } from './routes.ts';
import { workRoutes } from './routes.work.ts';

export const dispute: Feature = {
  name: 'dispute',
  routes(app, runtime) {
    disputeRoutes(app, runtime);
    workRoutes(app, runtime);
  },
  subscribers: [opener],
  timers: [reminder],
  sealed: [
    { table: 'dispute_party', key: 'id', columns: ['name_sealed', 'phone_sealed'] },
    { table: 'dispute_session', key: 'id', columns: ['said_sealed'] },
    { table: 'dispute_agreement', key: 'id', columns: ['body_sealed'] },
    { table: 'dispute_visit', key: 'id', columns: ['note_sealed'] },
  ],
};

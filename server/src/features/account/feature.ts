import type { Feature } from '../../platform/feature.ts';
import { sealedPlains } from '../../platform/keys/printed.ts';
import { leaveTimer, purgeTimer } from './jobs.ts';
import { appointmentRoutes } from './routes.appointment.ts';
import { credentialRoutes } from './routes.credential.ts';
import { leaveRoutes } from './routes.leave.ts';
import { meRoutes } from './routes.me.ts';
import { sessionRoutes } from './routes.session.ts';
import { staffRoutes } from './routes.staff.ts';
import { staffSecurityRoutes } from './routes.staff-security.ts';
import { unitRoutes } from './routes.unit.ts';

export const account: Feature = {
  name: 'account',
  routes(app, runtime) {
    for (const add of [
      sessionRoutes,
      meRoutes,
      unitRoutes,
      staffRoutes,
      staffSecurityRoutes,
      credentialRoutes,
      appointmentRoutes,
      leaveRoutes,
    ])
      add(app, runtime);
  },
  timers: [purgeTimer, leaveTimer],
  sealed: [
    { table: 'account_appointment', key: 'id', columns: ['half_sealed'] },
    { table: 'account_contact', key: 'account_id', columns: ['phone_sealed'] },
    { table: 'account_leave', key: 'id', columns: ['reason_sealed'] },
  ],
  printed: [
    {
      ...{ table: 'account_contact', key: 'account_id', columns: ['phone_index'] },
      plains: sealedPlains(
        { table: 'account_contact', key: 'account_id', column: 'phone_sealed' },
        (phone) => ({
          phone_index: phone,
        }),
      ),
    },
  ],
};

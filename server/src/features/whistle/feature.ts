import type { Feature } from '../../platform/feature.ts';
import { parentFollower } from './jobs.ts';
import { dossierRoutes } from './routes.dossier.ts';
import { onCallRoutes } from './routes.on-call.ts';
import { whistleRoutes } from './routes.ts';

export const whistle: Feature = {
  name: 'whistle',
  routes(app, runtime) {
    whistleRoutes(app, runtime);
    onCallRoutes(app, runtime);
    dossierRoutes(app, runtime);
  },
  subscribers: [parentFollower],
  sealed: [{ table: 'whistle_member', key: 'id', columns: ['name_sealed', 'phone_sealed'] }],
};

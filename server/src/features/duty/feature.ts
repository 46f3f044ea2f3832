import { sql } from 'kysely';
import type { Feature } from '../../platform/feature.ts';
import { registerWorkMover } from '../account/index.ts';
import { registerAreaUse } from '../area/index.ts';
import { registerEraser } from '../resident/index.ts';
import { registerTodos } from '../task/index.ts';
import { eraseAnswers } from './commands.erase.ts';
import { pieceMover } from './commands.handover.ts';
import { callDispatcher } from './jobs.call.ts';
import { exportJob } from './jobs.export.ts';
import { dutyNotices } from './jobs.notices.ts';
import { areaFollower, lateTimer } from './jobs.ts';
import { pieceTodos } from './queries.piece.ts';
import { admissionRoutes } from './routes.admission.ts';
import { pieceRoutes } from './routes.piece.ts';
import { teamRoutes } from './routes.team.ts';
import { dutyRoutes } from './routes.ts';

export const duty: Feature = {
  name: 'duty',
  routes(app, runtime) {
    dutyRoutes(app, runtime);
    pieceRoutes(app, runtime);
    admissionRoutes(app, runtime);
    teamRoutes(app, runtime);
    registerWorkMover(runtime, pieceMover);
    registerTodos(runtime, 'duty', pieceTodos);
    registerEraser(runtime, eraseAnswers);
    registerAreaUse(runtime, {
      kind: 'team',
      name: '服务团队和邻里组织',
      ended: '请在“组团服务”里登记到保留的网格。',
      divided: '仍在原网格；新网格请在“组团服务”里另行登记。',
      async count(_, area) {
        const { rows } = await sql<{ n: number }>`
          select (select count(*) from duty_member where area_id = ${area}::uuid and to_on is null)
            + (select count(*) from duty_neighbour where area_id = ${area}::uuid and ended_on is null) as n`.execute(
          runtime.db,
        );
        return Number(rows[0]!.n);
      },
    });
  },
  subscribers: [areaFollower, dutyNotices, callDispatcher],
  timers: [lateTimer],
  jobs: [exportJob],
  sealed: [
    { table: 'duty_answer', key: 'id', columns: ['sealed'] },
    { table: 'duty_phone', key: 'holder', columns: ['sealed'] },
  ],
};

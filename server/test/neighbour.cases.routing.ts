import { sql } from 'kysely';
import { uuidv7 } from '../src/platform/ids.ts';
import { always, type Cases, office, on, row } from './neighbour.cases.ts';
import { type Body, NEIGHBOURS, OWNERS, type Stage, staffOf } from './neighbour.city.ts';

/** No rule of the demo fails: one that did. */
async function newAlarm({ program }: Stage): Promise<Body> {
  const now = program.clock.now();
  const id = uuidv7(now);
  await sql`insert into routing_alarm (id, version, rule, problem, words, first_at, last_at)
    values (${id}::uuid, 1, ${id}, 'fails', '条件不能计算', ${now}::timestamptz, ${now}::timestamptz)`.execute(
    program.runtime.db,
  );
  return { id };
}

// Why a matter came to whom it came is read by the staff who see the matter; rules are an office's for the whole city.
export const routingCases: Cases = {
  'GET /api/matters/:id/routing': [
    row(staffOf(OWNERS), staffOf(NEIGHBOURS), async (stage) => ({
      url: `/api/matters/${(await stage.matter()).id}/routing`,
    })),
  ],
  'GET /api/routing/alarms': office('admin', always({ url: '/api/routing/alarms' })),
  'POST /api/routing/alarms/:id/end': office(
    'admin',
    on(newAlarm, 'POST', ({ id }) => `/api/routing/alarms/${id}/end`),
  ),
};

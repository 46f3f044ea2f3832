import { sql } from 'kysely';
import { SYSTEM } from '../src/platform/access.ts';
import { run } from '../src/platform/runtime.ts';
import { always, type Cases, fresh, office } from './neighbour.cases.ts';
import type { Call, Stage } from './neighbour.city.ts';

/** Whoever does not guard: the two other administrators as much as everybody else. */
const OUTSIDE = ['grid1', 'community1', 'citizen', 'admin', 'auditor'];

const AUDIT_OUTSIDE = ['grid1', 'community1', 'citizen', 'admin', 'security'];

/** Somebody without a role whom the security administrator asks to become an administrator. */
async function asked(stage: Stage): Promise<string> {
  const { staff } = await stage.post('admin', '/api/staff', { username: fresh('asked'), name: '待任命' });
  const url = `/api/staff/${staff.id}/relations`;
  return (await stage.post('security', url, { role: 'system_admin' })).appointment;
}

/** An alert of the test's own. */
async function alertToClose({ program: { runtime } }: Stage): Promise<Call> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ id: string }>`
      insert into audit_alert (id, rule, kind, name, actor, n, first_at, last_at, state, event_hash)
      values (gen_random_uuid(), ${fresh('rule')}, 'many', '大量查看', gen_random_uuid(), 40, now(), now(), 'open', '\\x00')
      returning id`.execute(db),
  );
  return {
    method: 'POST',
    url: `/api/audit/alerts/${rows[0]!.id}/close`,
    payload: { version: 1, note: '已核实' },
  };
}

// Keys are the whole program's, and no answer holds one.
export const guardCases: Cases = {
  'GET /api/audit/policy': office('auditor', always({ url: '/api/audit/policy' }), [
    ...OUTSIDE.filter((who) => who !== 'auditor'),
    'security',
  ]),
  'PUT /api/audit/policy': office(
    'auditor',
    async (stage) => ({
      method: 'PUT',
      url: '/api/audit/policy',
      payload: await stage.done('auditor', { url: '/api/audit/policy' }),
    }),
    [...OUTSIDE.filter((who) => who !== 'auditor'), 'security'],
  ),
  'GET /api/keys': office('security', always({ url: '/api/keys' }), OUTSIDE),
  'POST /api/keys/rotate': office(
    'security',
    async (stage) => {
      // The key of the call before is at work by now.
      await sql`update data_key set active_at = now()`.execute(stage.program.runtime.db);
      const { items } = await stage.done('security', { url: '/api/keys' });
      return {
        method: 'POST',
        url: '/api/keys/rotate',
        payload: { number: items[0].number, reason: '试换' },
      };
    },
    OUTSIDE,
  ),
  'GET /api/appointments': office('security', always({ url: '/api/appointments' }), [
    'grid1',
    'community1',
    'citizen',
  ]),
  'POST /api/appointments/:id/agree': office(
    'auditor',
    async (stage) => ({ method: 'POST', url: `/api/appointments/${await asked(stage)}/agree` }),
    ['grid1', 'community1', 'citizen', 'security'],
  ),
  'POST /api/appointments/:id/refuse': office(
    'security',
    async (stage) => ({ method: 'POST', url: `/api/appointments/${await asked(stage)}/refuse` }),
    ['grid1', 'community1', 'citizen'],
  ),
  'GET /api/audit/entries': office('auditor', always({ url: '/api/audit/entries' }), AUDIT_OUTSIDE),
  'GET /api/audit/alerts': office('auditor', always({ url: '/api/audit/alerts' }), AUDIT_OUTSIDE),
  'GET /api/audit/chain': office('auditor', always({ url: '/api/audit/chain' }), AUDIT_OUTSIDE),
  'POST /api/audit/alerts/:id/close': office('auditor', alertToClose, AUDIT_OUTSIDE),
};

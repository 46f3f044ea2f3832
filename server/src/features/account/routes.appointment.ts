import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { agreeToAppointment, refuseAppointment } from './commands.appointment.ts';
import { openAppointments } from './queries.appointment.ts';
import { getStaff } from './queries.staff.ts';
import { Agreed, Appointments, Refused } from './schema.appointment.ts';
import { IdParams } from './schema.ts';

const tags = ['staff'];
const ALL = ['account:manage', 'account:security', 'audit:read'];

/** Appointments of administrators: asked for by one (`addRelation`), agreed to by another. */
export function appointmentRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/appointments',
    config: { access: ALL },
    schema: {
      operationId: 'listAppointments',
      summary: '等待确认的管理员任命',
      tags,
      response: { 200: Appointments },
    },
    handler: async ({ actor }) => ({ items: await openAppointments(runtime, actor) }),
  });
  app.route({
    method: 'POST',
    url: '/api/appointments/:id/agree',
    config: { access: ['account:manage', 'audit:read'] },
    schema: {
      operationId: 'agreeToAppointment',
      summary: '同意一项管理员任命，返回一次性密码的后一半',
      tags,
      params: IdParams,
      response: { 200: Agreed },
    },
    async handler({ actor, params }) {
      const { account, half } = await agreeToAppointment(runtime, actor, params.id);
      return { half, staff: await getStaff(runtime, actor, account) };
    },
  });
  app.route({
    method: 'POST',
    url: '/api/appointments/:id/refuse',
    config: { access: ALL },
    schema: {
      operationId: 'refuseAppointment',
      summary: '不同意一项管理员任命，或撤回自己的提请',
      tags,
      params: IdParams,
      response: { 200: Refused },
    },
    async handler({ actor, params }) {
      await refuseAppointment(runtime, actor, params.id);
      return { state: 'refused' as const };
    },
  });
}

import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { endStaffSessions, resetPassword, setDisabled, unlockStaff } from './commands.administration.ts';
import { getStaff } from './queries.staff.ts';
import { PasswordReset, Staff } from './schema.staff.ts';
import { Ended, IdParams } from './schema.ts';
import { AtVersion } from './schema.unit.ts';

const tags = ['staff'];
const ADMINISTRATORS = ['account:manage', 'account:security'] as const;
const SECURITY = ['account:security'] as const;

/** Letting staff in and keeping them out. */
export function staffSecurityRoutes(app: App, runtime: Runtime): void {
  for (const [name, disabled, summary] of [
    ['disable', true, '停用账号，随即结束其登录'],
    ['enable', false, '重新启用账号'],
  ] as const)
    app.route({
      method: 'POST',
      url: `/api/staff/:id/${name}`,
      config: { access: ADMINISTRATORS },
      schema: {
        operationId: `${name}Staff`,
        summary,
        tags,
        params: IdParams,
        body: AtVersion,
        response: { 200: Staff },
      },
      async handler({ actor, params, body }) {
        await setDisabled(runtime, actor, params.id, body.version, disabled);
        return getStaff(runtime, actor, params.id);
      },
    });
  app.route({
    method: 'POST',
    url: '/api/staff/:id/password',
    config: { access: SECURITY },
    schema: {
      operationId: 'resetStaffPassword',
      summary: '重置密码，返回一次性密码',
      tags,
      params: IdParams,
      response: { 200: PasswordReset },
    },
    handler: ({ actor, params }) => resetPassword(runtime, actor, params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/staff/:id/unlock',
    config: { access: SECURITY },
    schema: {
      operationId: 'unlockStaff',
      summary: '解锁账号',
      tags,
      params: IdParams,
      response: { 200: Staff },
    },
    async handler({ actor, params }) {
      await unlockStaff(runtime, actor, params.id);
      return getStaff(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/staff/:id/sessions',
    config: { access: SECURITY },
    schema: {
      operationId: 'endStaffSessions',
      summary: '结束这名工作人员的全部登录',
      tags,
      params: IdParams,
      response: { 200: Ended },
    },
    handler: ({ actor, params }) => endStaffSessions(runtime, actor, params.id),
  });
}

import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { renameSelf } from './commands.resident.ts';
import { changePassword } from './commands.session.ts';
import { me } from './queries.session.ts';
import { ChangeMe, ChangePassword, Ended, Me } from './schema.ts';

const tags = ['account'];

/** The signed-in account itself. */
export function meRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/me',
    config: { access: 'signed-in', oneTime: true },
    schema: { operationId: 'me', summary: '我是谁、能做什么', tags, response: { 200: Me } },
    handler: ({ actor }) => me(runtime, actor),
  });
  app.route({
    method: 'PATCH',
    url: '/api/me',
    config: { access: 'in-person' },
    schema: {
      operationId: 'changeMe',
      summary: '居民修改自己的称呼',
      tags,
      body: ChangeMe,
      response: { 200: Me },
    },
    async handler({ actor, body }) {
      await renameSelf(runtime, actor, body.name);
      return me(runtime, actor);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/me/password',
    config: { access: 'in-person' },
    schema: {
      operationId: 'changePassword',
      summary: '修改我的密码，其他登录随即结束',
      tags,
      body: ChangePassword,
      response: { 200: Ended },
    },
    handler: ({ actor, body }) => changePassword(runtime, actor, body),
  });
}

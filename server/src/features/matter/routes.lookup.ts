import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { LOOKUP_ACTIONS } from './caller.ts';
import { actByLookup } from './commands.lookup.ts';
import { lookedUp, proveCaller } from './queries.lookup.ts';
import { LookupAnswer } from './schema.desk.ts';

const open = { access: 'public', rateLimit: { max: 30, timeWindow: 60_000 } } as const;
const pair = {
  number: Type.String({ minLength: 4, maxLength: 60, title: '编号' }),
  phone: Type.String({ minLength: 5, maxLength: 20, title: '电话' }),
};

/** Looking up one's matter by number and phone, without an account. A body, not an address: phones do not belong into logs. */
export function lookupRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/lookup',
    config: open,
    schema: {
      operationId: 'lookUp',
      summary: '凭编号和电话查询进度，无需登录',
      tags: ['matter'],
      body: Type.Object(pair, { additionalProperties: false }),
      response: { 200: LookupAnswer },
    },
    async handler(request) {
      return lookedUp(runtime, await proveCaller(runtime, request.body, request.ip));
    },
  });
  app.route({
    method: 'POST',
    url: '/api/lookup/actions/:action',
    config: open,
    schema: {
      operationId: 'actByLookup',
      summary: '凭编号和电话补充、催办、撤回、评价',
      tags: ['matter'],
      params: Type.Object({ action: Type.Enum([...LOOKUP_ACTIONS], { title: '操作' }) }),
      body: Type.Object(
        { ...pair, version: Type.Integer({ title: '版本' }) },
        { additionalProperties: true },
      ),
      response: { 200: LookupAnswer },
    },
    async handler(request) {
      const { number, phone, version, ...form } = request.body;
      const { action } = request.params;
      const id = await actByLookup(runtime, { number, phone }, request.ip, action, { version, form });
      return lookedUp(runtime, id);
    },
  });
}

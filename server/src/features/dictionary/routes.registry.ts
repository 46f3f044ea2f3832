import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeField, createField, switchGroup } from './commands.field.ts';
import { listFields, listGroups } from './queries.ts';
import {
  ChangeFieldBody,
  FieldList,
  FieldParams,
  FieldQuery,
  GroupList,
  GroupParams,
  NewFieldBody,
  SubjectParams,
  SwitchGroupBody,
} from './schema.ts';
import { changeWords } from './store.ts';

const tags = ['dictionary'];

/** What is kept about whom, and which sensitive groups exist at all. */
export function registryRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/registry/:subject/items',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listRegistryItems',
      summary: '一类对象（人员、户、房屋、楼栋、小区、组织、机动车、场所）登记哪些数据项',
      tags,
      params: SubjectParams,
      querystring: FieldQuery,
      response: { 200: FieldList },
    },
    handler: ({ actor, params, query }) => listFields(runtime, actor, params.subject, query.all),
  });
  app.route({
    method: 'POST',
    url: '/api/registry/:subject/items',
    config: { access: ['dictionary:edit'] },
    schema: {
      operationId: 'createRegistryItem',
      summary: '增加本市自己的数据项',
      tags,
      params: SubjectParams,
      body: NewFieldBody,
      response: { 201: FieldList },
    },
    async handler({ actor, params: { subject }, body }, reply) {
      await changeWords(runtime, actor, (ctx) => createField(ctx, subject, body));
      return reply.code(201).send(await listFields(runtime, actor, subject, true));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/registry/:subject/items/:code',
    config: { access: ['dictionary:edit'] },
    schema: {
      operationId: 'changeRegistryItem',
      summary: '设置本市增加的表头写法，停用或重新启用一个数据项',
      tags,
      params: FieldParams,
      body: ChangeFieldBody,
      response: { 200: FieldList },
    },
    async handler({ actor, params, body }) {
      await changeWords(runtime, actor, (ctx) => changeField(ctx, params, body));
      return listFields(runtime, actor, params.subject, true);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/registry/groups',
    config: { access: ['dictionary:groups', 'dictionary:edit', 'audit:read'] },
    schema: {
      operationId: 'listSensitiveGroups',
      summary: '敏感群体及其启用情况',
      tags,
      response: { 200: GroupList },
    },
    handler: () => listGroups(runtime),
  });
  app.route({
    method: 'POST',
    url: '/api/registry/groups/:code',
    config: { access: ['dictionary:groups'] },
    schema: {
      operationId: 'switchSensitiveGroup',
      summary: '启用或停用一类敏感群体的数据项',
      tags,
      params: GroupParams,
      body: SwitchGroupBody,
      response: { 200: GroupList },
    },
    async handler({ actor, params, body }) {
      await changeWords(runtime, actor, (ctx) => switchGroup(ctx, params.code, body));
      return listGroups(runtime);
    },
  });
}

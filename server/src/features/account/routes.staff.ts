import type { Actor } from '../../platform/access.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addRelation, addStaff, changeStaff, removeRelation } from './commands.administration.ts';
import { askAppointment } from './commands.appointment.ts';
import type { NewRelation as NewRelationOf } from './commands.relation.ts';
import { getStaff, listStaff, signInEvents } from './queries.staff.ts';
import { allRoles, roleNamed } from './roles.ts';
import { isAdministrator } from './rules.ts';
import {
  ChangeStaff,
  CreateStaff,
  NewRelation,
  Related,
  RelationParams,
  Roles,
  SignInEvents,
  SignInQuery,
  Staff,
  StaffCreated,
  StaffPage,
  StaffQuery,
} from './schema.staff.ts';
import { IdParams } from './schema.ts';

const tags = ['staff'];
const ADMINISTRATORS = ['account:manage', 'account:security'] as const;
const READERS = [...ADMINISTRATORS, 'audit:read'] as const;

const relationOf = (body: { role: string; unit_id?: string | null; area_id?: string | null }) => ({
  role: body.role,
  unitId: body.unit_id,
  areaId: body.area_id,
});

/** Staff accounts and their roles, for the administrators. */
export function staffRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/staff',
    config: { access: READERS },
    schema: {
      operationId: 'listStaff',
      summary: '工作人员列表',
      tags,
      querystring: StaffQuery,
      response: { 200: StaffPage },
    },
    handler: ({ actor, query }) => listStaff(runtime, actor, query),
  });
  app.route({
    method: 'GET',
    url: '/api/staff/:id',
    config: { access: READERS },
    schema: {
      operationId: 'getStaff',
      summary: '一名工作人员',
      tags,
      params: IdParams,
      response: { 200: Staff },
    },
    handler: ({ actor, params }) => getStaff(runtime, actor, params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/roles',
    config: { access: READERS },
    schema: { operationId: 'listRoles', summary: '角色', tags, response: { 200: Roles } },
    async handler() {
      const roles = await allRoles(runtime.db);
      return { items: roles.map((role) => ({ ...role, administrator: isAdministrator(role) })) };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/sign-ins',
    config: { access: ['account:security', 'audit:read'] },
    schema: {
      operationId: 'listSignIns',
      summary: '工作人员登录记录',
      tags,
      querystring: SignInQuery,
      response: { 200: SignInEvents },
    },
    handler: ({ query }) => signInEvents(runtime, query),
  });
  changingRoutes(app, runtime);
  relationRoutes(app, runtime);
}

function changingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/staff',
    config: { access: ['account:manage'] },
    schema: {
      operationId: 'createStaff',
      summary: '新建工作人员账号，返回一次性密码',
      tags,
      body: CreateStaff,
      response: { 201: StaffCreated },
    },
    async handler({ actor, body }, reply) {
      const relations = body.relations?.map(relationOf);
      const { id, password } = await addStaff(runtime, actor, { ...body, relations });
      return reply.status(201).send({ password, staff: await getStaff(runtime, actor, id) });
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/staff/:id',
    config: { access: ADMINISTRATORS },
    schema: {
      operationId: 'changeStaff',
      summary: '修改姓名、手机号码',
      tags,
      params: IdParams,
      body: ChangeStaff,
      response: { 200: Staff },
    },
    async handler({ actor, params, body }) {
      await changeStaff(runtime, actor, params.id, body);
      return getStaff(runtime, actor, params.id);
    },
  });
}

/** Gives an ordinary role; an administrator's is asked for. */
async function giveRole(runtime: Runtime, actor: Actor, id: string, relation: NewRelationOf) {
  if (isAdministrator(await roleNamed(runtime.db, relation.role))) {
    const asked = await askAppointment(runtime, actor, id, relation);
    return { id: null, appointment: asked.id, half: asked.half };
  }
  const made = await addRelation(runtime, actor, id, relation);
  return { id: made.id, appointment: null, half: null };
}

function relationRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/staff/:id/relations',
    config: { access: ADMINISTRATORS },
    schema: {
      operationId: 'addRelation',
      summary: '授予角色；管理员角色只是提请，须由另一位管理员确认',
      tags,
      params: IdParams,
      body: NewRelation,
      response: { 201: Related },
    },
    async handler({ actor, params, body }, reply) {
      const made = await giveRole(runtime, actor, params.id, relationOf(body));
      return reply.status(201).send({ ...made, staff: await getStaff(runtime, actor, params.id) });
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/staff/:id/relations/:relation',
    config: { access: ADMINISTRATORS },
    schema: {
      operationId: 'endRelation',
      summary: '收回角色',
      tags,
      params: RelationParams,
      response: { 200: Staff },
    },
    async handler({ actor, params }) {
      await removeRelation(runtime, actor, params.id, params.relation);
      return getStaff(runtime, actor, params.id);
    },
  });
}

import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changePerson, decide, takeBack } from './commands.change.ts';
import { createPerson } from './commands.create.ts';
import { lookAt, lookAtConflict, looksAt } from './commands.look.ts';
import { DECIDE, EDIT, UNMASK, VIEW } from './policy.ts';
import { personDetail, personStatements } from './queries.detail.ts';
import { listPeople } from './queries.list.ts';
import {
  ChangeBody,
  ConflictLookBody,
  ConflictWords,
  DecideBody,
  LookBody,
  LooksView,
  LookView,
  PersonBody,
  PersonDetail,
  PersonItem,
  PersonParams,
  PersonQuery,
  ReceivedView,
  StatementsView,
  TakeBackBody,
} from './schema.ts';

const tags = ['resident'];

/** Finding people, and one person with all that is known and where it comes from. */
export function personRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/residents',
    config: { access: [VIEW] },
    schema: {
      operationId: 'listResidents',
      summary: '人员：按网格列出，或按姓名、身份号码、手机号查找',
      tags,
      querystring: PersonQuery,
      response: { 200: PageOf(PersonItem) },
    },
    handler: (request) => listPeople(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id',
    config: { access: [VIEW] },
    schema: {
      operationId: 'readResident',
      summary: '一个人员：各项信息、来源、住址、同户',
      tags,
      params: PersonParams,
      response: { 200: PersonDetail },
    },
    handler: (request) => personDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id/statements',
    config: { access: [VIEW] },
    schema: {
      operationId: 'listResidentStatements',
      summary: '各来源先后说了什么',
      tags,
      params: PersonParams,
      response: { 200: StatementsView },
    },
    handler: (request) => personStatements(runtime, request.actor, request.params.id),
  });
}

/** Values whole for a purpose, and who looked. */
export function lookRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/residents/:id/looks',
    config: { access: [UNMASK] },
    schema: {
      operationId: 'lookAtResident',
      summary: '查看遮盖的原值，写明用途，留有记录',
      tags,
      params: PersonParams,
      body: LookBody,
      response: { 200: LookView },
    },
    handler: async ({ actor, params, body }) => ({
      values: await lookAt(runtime, actor, params.id, body.items, body.purpose),
    }),
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id/looks',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listResidentLooks',
      summary: '谁查看过：本人和审计管理员可看',
      tags,
      params: PersonParams,
      response: { 200: LooksView },
    },
    handler: (request) => looksAt(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/conflict-looks',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'lookAtResidentConflict',
      summary: '查看说法不一的一项各来源的原值，写明用途，留有记录',
      tags,
      params: PersonParams,
      body: ConflictLookBody,
      response: { 200: ConflictWords },
    },
    handler: ({ actor, params, body }) => lookAtConflict(runtime, actor, params.id, body),
  });
}

/** Writing on a person's record. */
export function writeRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/residents',
    config: { access: [EDIT] },
    schema: {
      operationId: 'createResident',
      summary: '登记人员，已在别处登记的可办理迁入',
      tags,
      body: PersonBody,
      response: { 201: ReceivedView },
    },
    handler: async (request, reply) => {
      const { person, ...received } = await createPerson(runtime, request.actor, request.body);
      return reply.status(201).send({ id: person, ...received });
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/residents/:id',
    config: { access: [EDIT] },
    schema: {
      operationId: 'changeResident',
      summary: '修改人员信息，原来的说法保留，可撤回',
      tags,
      params: PersonParams,
      body: ChangeBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await changePerson(runtime, actor, { id: params.id, ...body });
      return personDetail(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/take-back',
    config: { access: [EDIT] },
    schema: {
      operationId: 'takeBackResidentStatements',
      summary: '撤回来源记录，恢复之前的信息',
      tags,
      params: PersonParams,
      body: TakeBackBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await takeBack(runtime, actor, params.id, body.statements);
      return personDetail(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/decisions',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'decideResidentItem',
      summary: '来源说法不一时，选定采用哪一个',
      tags,
      params: PersonParams,
      body: DecideBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await decide(runtime, actor, params.id, body);
      return personDetail(runtime, actor, params.id);
    },
  });
}

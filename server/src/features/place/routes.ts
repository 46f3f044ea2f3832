import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { look, retirePlace, undoStatement } from './commands.end.ts';
import { addLink, endLink } from './commands.link.ts';
import { changePlace, createPlace } from './commands.ts';
import { EDIT, EDITS, VIEWS } from './policy.ts';
import { placeDetail } from './queries.detail.ts';
import { formOf } from './queries.kinds.ts';
import { listPlaces } from './queries.ts';
import {
  ChangeBody,
  EndLinkBody,
  LinkBody,
  LinkParams,
  ListQuery,
  LookBody,
  Looked,
  Made,
  NewBody,
  PlaceDetail,
  PlaceItem,
  PlaceParams,
  RetireBody,
  SubjectForm,
  SubjectQuery,
  UndoBody,
} from './schema.ts';

const tags = ['place'];

/** Reading what is registered, and the forms it is registered with. */
export function readRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/sites',
    config: { access: VIEWS },
    schema: {
      operationId: 'listSites',
      summary: '单位、场所设施、部件、车辆、案（事）件，新的在前；可按名称、地址、代码查找',
      tags,
      querystring: ListQuery,
      response: { 200: PageOf(PlaceItem) },
    },
    handler: (request) => listPlaces(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/site-form',
    config: { access: VIEWS },
    schema: {
      operationId: 'readSiteForm',
      summary: '一类登记内容有哪些项、代码项有哪些选项',
      tags,
      querystring: SubjectQuery,
      response: { 200: SubjectForm },
    },
    handler: (request) => formOf(runtime, request.query.subject),
  });
  app.route({
    method: 'GET',
    url: '/api/sites/:id',
    config: { access: VIEWS },
    schema: {
      operationId: 'readSite',
      summary: '一处登记内容：各项的值和来源、入驻楼栋、查看记录',
      tags,
      params: PlaceParams,
      response: { 200: PlaceDetail },
    },
    handler: (request) => placeDetail(runtime, request.actor, request.params.id),
  });
}

/** Registering, changing, taking out of use, taking back; looking at what is about persons. */
export function writeRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/sites',
    config: { access: EDITS },
    schema: {
      operationId: 'createSite',
      summary: '登记单位、场所设施、部件、车辆或案（事）件',
      tags,
      body: NewBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createPlace(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'PATCH',
    url: '/api/sites/:id',
    config: { access: EDITS },
    schema: {
      operationId: 'changeSite',
      summary: '修改：只改给出的项',
      tags,
      params: PlaceParams,
      body: ChangeBody,
      response: { 200: Made },
    },
    handler: (request) => changePlace(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/sites/:id/retire',
    config: { access: EDITS },
    schema: {
      operationId: 'retireSite',
      summary: '停用',
      tags,
      params: PlaceParams,
      body: RetireBody,
      response: { 200: Made },
    },
    handler: (request) => retirePlace(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/sites/:id/undo',
    config: { access: EDITS },
    schema: {
      operationId: 'undoSiteStatement',
      summary: '撤回一次填报，恢复到它之前的值',
      tags,
      params: PlaceParams,
      body: UndoBody,
      response: { 200: Made },
    },
    handler: (request) => undoStatement(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/sites/:id/look',
    config: { access: EDITS },
    schema: {
      operationId: 'lookAtSite',
      summary: '写明用途后查看涉及个人的项，留下记录',
      tags,
      params: PlaceParams,
      body: LookBody,
      response: { 200: Looked },
    },
    handler: (request) => look(runtime, request.actor, request.params.id, request.body),
  });
}

/** Where an organisation sits, over time. */
export function linkRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/sites/:id/links',
    config: { access: [EDIT] },
    schema: {
      operationId: 'addSiteLink',
      summary: '登记单位入驻的楼栋或房屋',
      tags,
      params: PlaceParams,
      body: LinkBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addLink(runtime, request.actor, request.params.id, request.body)),
  });
  app.route({
    method: 'POST',
    url: '/api/sites/:id/links/:link/end',
    config: { access: [EDIT] },
    schema: {
      operationId: 'endSiteLink',
      summary: '结束入驻',
      tags,
      params: LinkParams,
      body: EndLinkBody,
      response: { 200: Made },
    },
    handler: (request) =>
      endLink(runtime, request.actor, request.params.id, request.params.link, request.body),
  });
}

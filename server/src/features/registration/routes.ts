import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { EDIT_RESIDENTS } from '../resident/index.ts';
import { accept, refuse } from './commands.decide.ts';
import { correctOwn, registerHousehold, withdrawOwn } from './commands.ts';
import { placeView } from './queries.place.ts';
import { mine, ownRecord, registration, waiting } from './queries.ts';
import {
  AcceptBody,
  CorrectionBody,
  DetailQuery,
  HouseholdBody,
  ListQuery,
  OwnRecordMaybe,
  Params,
  PlaceQuery,
  PlaceView,
  RefuseBody,
  Registered,
  RegistrationDetail,
  RegistrationItem,
} from './schema.ts';

const tags = ['registration'];

/** For residents: scanning a code, filling in the household, the own record. */
export function residentRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/registration-place',
    config: { access: 'public' },
    schema: {
      operationId: 'readRegistrationPlace',
      summary: '登记码对应的楼栋或网格、可选的房屋、要填写的项',
      tags,
      querystring: PlaceQuery,
      response: { 200: PlaceView },
    },
    handler: (request) => placeView(runtime, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/registrations',
    config: { access: 'in-person' },
    schema: {
      operationId: 'registerHousehold',
      summary: '居民扫码登记家庭',
      tags,
      body: HouseholdBody,
      response: { 201: Registered },
    },
    handler: async ({ actor, body }, reply) =>
      reply.status(201).send(await registerHousehold(runtime, actor, body)),
  });
  app.route({
    method: 'GET',
    url: '/api/me/registrations',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listMyRegistrations',
      summary: '我提交的登记',
      tags,
      response: { 200: Type.Object({ items: Type.Array(RegistrationItem) }) },
    },
    handler: (request) => mine(runtime, request.actor),
  });
  app.route({
    method: 'POST',
    url: '/api/registrations/:id/withdraw',
    config: { access: 'in-person' },
    schema: {
      operationId: 'withdrawRegistration',
      summary: '撤回我提交的登记',
      tags,
      params: Params,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params }, reply) => {
      await withdrawOwn(runtime, actor, params.id);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/me/record',
    config: { access: 'in-person' },
    schema: {
      operationId: 'readMyRecord',
      summary: '我的登记信息及来源',
      tags,
      response: { 200: OwnRecordMaybe },
    },
    handler: (request) => ownRecord(runtime, request.actor),
  });
  app.route({
    method: 'POST',
    url: '/api/me/record/corrections',
    config: { access: 'in-person' },
    schema: {
      operationId: 'correctMyRecord',
      summary: '申请更正我的登记信息',
      tags,
      body: CorrectionBody,
      response: { 201: Registered },
    },
    handler: async ({ actor, body }, reply) => reply.status(201).send(await correctOwn(runtime, actor, body)),
  });
}

/** For workers: checking what residents said. */
export function workerRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/registrations',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'listRegistrations',
      summary: '待核对的居民自报登记',
      tags,
      querystring: ListQuery,
      response: { 200: PageOf(RegistrationItem) },
    },
    handler: (request) => waiting(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/registrations/:id',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'readRegistration',
      summary: '一份登记，与已登记的信息并列',
      tags,
      params: Params,
      querystring: DetailQuery,
      response: { 200: RegistrationDetail },
    },
    handler: (request) => registration(runtime, request.actor, request.params.id, request.query.purpose),
  });
  app.route({
    method: 'POST',
    url: '/api/registrations/:id/accept',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'acceptRegistration',
      summary: '核对无误，登记入册',
      tags,
      params: Params,
      body: AcceptBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params, body }, reply) => {
      await accept(runtime, actor, params.id, body);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/registrations/:id/refuse',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'refuseRegistration',
      summary: '退回，写明原因',
      tags,
      params: Params,
      body: RefuseBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params, body }, reply) => {
      await refuse(runtime, actor, params.id, body);
      return reply.status(204).send(null);
    },
  });
}

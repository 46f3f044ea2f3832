import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeBuilding, createBuilding, retireBuilding } from './commands.building.ts';
import { changeEstate, createEstate, retireEstate } from './commands.estate.ts';
import { generateRooms } from './commands.rooms.ts';
import { EDIT, VIEWS } from './policy.ts';
import { estateDetail, estateList } from './queries.estate.ts';
import { buildingList } from './queries.search.ts';
import { buildingDetail } from './queries.ts';
import {
  BuildingDetail,
  BuildingItem,
  EstateDetail,
  EstateItem,
  Made,
  Rooms,
  SearchQuery,
} from './schema.answers.ts';
import {
  BuildingChange,
  BuildingParams,
  EstateChange,
  EstateParams,
  NewBuilding,
  NewEstate,
  RetireBody,
  SchemeBody,
} from './schema.ts';

const tags = ['housing'];

/** 小区: found, made, changed, ended. */
export function estateRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/estates',
    config: { access: VIEWS },
    schema: {
      operationId: 'listEstates',
      summary: '小区，按名称',
      tags,
      querystring: SearchQuery,
      response: { 200: PageOf(EstateItem) },
    },
    handler: (request) => estateList(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/estates',
    config: { access: [EDIT] },
    schema: {
      operationId: 'createEstate',
      summary: '登记小区',
      tags,
      body: NewEstate,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createEstate(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/housing/estates/:id',
    config: { access: VIEWS },
    schema: {
      operationId: 'readEstate',
      summary: '一个小区',
      tags,
      params: EstateParams,
      response: { 200: EstateDetail },
    },
    handler: (request) => estateDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PATCH',
    url: '/api/housing/estates/:id',
    config: { access: [EDIT] },
    schema: {
      operationId: 'changeEstate',
      summary: '修改小区',
      tags,
      params: EstateParams,
      body: EstateChange,
      response: { 200: Made },
    },
    handler: (request) => changeEstate(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/estates/:id/retire',
    config: { access: [EDIT] },
    schema: {
      operationId: 'retireEstate',
      summary: '注销小区',
      tags,
      params: EstateParams,
      body: RetireBody,
      response: { 200: Made },
    },
    handler: (request) => retireEstate(runtime, request.actor, request.params.id, request.body),
  });
}

/** Buildings and their rooms. */
export function buildingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/buildings',
    config: { access: VIEWS },
    schema: {
      operationId: 'listBuildings',
      summary: '建筑：按名称、地址、区域、小区查找；未落格',
      tags,
      querystring: SearchQuery,
      response: { 200: PageOf(BuildingItem) },
    },
    handler: (request) => buildingList(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/buildings',
    config: { access: [EDIT] },
    schema: {
      operationId: 'createBuilding',
      summary: '登记建筑，按位置落到网格',
      tags,
      body: NewBuilding,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createBuilding(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/housing/buildings/:id',
    config: { access: VIEWS },
    schema: {
      operationId: 'readBuilding',
      summary: '一栋建筑和它的楼盘表',
      tags,
      params: BuildingParams,
      response: { 200: BuildingDetail },
    },
    handler: (request) => buildingDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PATCH',
    url: '/api/housing/buildings/:id',
    config: { access: [EDIT] },
    schema: {
      operationId: 'changeBuilding',
      summary: '修改建筑',
      tags,
      params: BuildingParams,
      body: BuildingChange,
      response: { 200: Made },
    },
    handler: (request) => changeBuilding(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/buildings/:id/rooms',
    config: { access: [EDIT] },
    schema: {
      operationId: 'generateRooms',
      summary: '按单元、楼层、每层户数生成房屋；已有的门牌不变',
      tags,
      params: BuildingParams,
      body: SchemeBody,
      response: { 200: Rooms },
    },
    handler: ({ actor, params, body }) =>
      generateRooms(runtime, actor, params.id, {
        ...body,
        basement: body.basement ?? 0,
        skip: body.skip ?? [],
      }),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/buildings/:id/retire',
    config: { access: [EDIT] },
    schema: {
      operationId: 'retireBuilding',
      summary: '注销建筑和它的房屋',
      tags,
      params: BuildingParams,
      body: RetireBody,
      response: { 200: Made },
    },
    handler: (request) => retireBuilding(runtime, request.actor, request.params.id, request.body),
  });
}

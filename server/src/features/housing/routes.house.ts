import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeHouse, createHouse, mergeHouses, retireHouse, splitHouse } from './commands.house.ts';
import { EDIT, VIEWS } from './policy.ts';
import { houseList } from './queries.search.ts';
import { houseDetail } from './queries.ts';
import { HouseDetail, HouseItem, HouseQuery, Made, MadeMany } from './schema.answers.ts';
import {
  BuildingParams,
  HouseChange,
  HouseParams,
  MergeBody,
  NewHouse,
  RetireBody,
  SplitBody,
} from './schema.ts';

const tags = ['housing'];

/** Houses: found by a part of their address, made, changed, merged, split, ended. */
export function houseRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/houses',
    config: { access: VIEWS },
    schema: {
      operationId: 'listHouses',
      summary: '房屋：按地址的一部分查找，或一栋建筑的全部',
      tags,
      querystring: HouseQuery,
      response: { 200: PageOf(HouseItem) },
    },
    handler: (request) => houseList(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/buildings/:id/houses',
    config: { access: [EDIT] },
    schema: {
      operationId: 'createHouse',
      summary: '登记房屋',
      tags,
      params: BuildingParams,
      body: NewHouse,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createHouse(runtime, request.actor, request.params.id, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/housing/houses/:id',
    config: { access: VIEWS },
    schema: {
      operationId: 'readHouse',
      summary: '一套房屋',
      tags,
      params: HouseParams,
      response: { 200: HouseDetail },
    },
    handler: (request) => houseDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'PATCH',
    url: '/api/housing/houses/:id',
    config: { access: [EDIT] },
    schema: {
      operationId: 'changeHouse',
      summary: '修改房屋',
      tags,
      params: HouseParams,
      body: HouseChange,
      response: { 200: Made },
    },
    handler: (request) => changeHouse(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/houses/:id/merge',
    config: { access: [EDIT] },
    schema: {
      operationId: 'mergeHouses',
      summary: '合并房屋（打通）',
      tags,
      params: HouseParams,
      body: MergeBody,
      response: { 200: Made },
    },
    handler: (request) => mergeHouses(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/houses/:id/split',
    config: { access: [EDIT] },
    schema: {
      operationId: 'splitHouse',
      summary: '拆分房屋（分户）',
      tags,
      params: HouseParams,
      body: SplitBody,
      response: { 200: MadeMany },
    },
    handler: (request) => splitHouse(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/housing/houses/:id/retire',
    config: { access: [EDIT] },
    schema: {
      operationId: 'retireHouse',
      summary: '注销房屋',
      tags,
      params: HouseParams,
      body: RetireBody,
      response: { 200: Made },
    },
    handler: (request) => retireHouse(runtime, request.actor, request.params.id, request.body),
  });
}

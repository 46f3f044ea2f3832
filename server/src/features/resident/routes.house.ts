import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addHome, endHome, movePerson } from './commands.home.ts';
import { EDIT, VIEW } from './policy.ts';
import { personDetail } from './queries.detail.ts';
import { countOfArea, peopleOfHouse } from './queries.house.ts';
import {
  AddHomeBody,
  AreaCount,
  EndHomeBody,
  HomeParams,
  HouseParams,
  HousePeople,
  MoveBody,
  PersonDetail,
  PersonParams,
} from './schema.ts';

const tags = ['resident'];

/** From houses to people: 以房管人. */
export function houseRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/housing/houses/:id/people',
    config: { access: [VIEW] },
    schema: {
      operationId: 'listHousePeople',
      summary: '一套房屋里住的人、产权人、租客、户籍在此的人',
      tags,
      params: HouseParams,
      response: { 200: HousePeople },
    },
    handler: (request) => peopleOfHouse(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/resident-counts',
    config: { access: [VIEW] },
    schema: {
      operationId: 'countResidents',
      summary: '一个区域在册的人数、户数、待核对项',
      tags,
      querystring: Type.Object({ area: Type.Optional(Type.String({ format: 'uuid', title: '区域' })) }),
      response: { 200: AreaCount },
    },
    handler: (request) => countOfArea(runtime, request.actor, request.query.area),
  });
}

/** Moving in, on and out. */
export function homeRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/residents/:id/move',
    config: { access: [EDIT] },
    schema: {
      operationId: 'moveResident',
      summary: '迁入另一套房屋，或迁出、外出、死亡',
      tags,
      params: PersonParams,
      body: MoveBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await movePerson(runtime, actor, params.id, body);
      return personDetail(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/homes',
    config: { access: [EDIT] },
    schema: {
      operationId: 'addResidentHome',
      summary: '登记产权、租住或户籍关系',
      tags,
      params: PersonParams,
      body: AddHomeBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await addHome(runtime, actor, params.id, body);
      return personDetail(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/residents/:id/homes/:home/end',
    config: { access: [EDIT] },
    schema: {
      operationId: 'endResidentHome',
      summary: '结束产权、租住或户籍关系',
      tags,
      params: HomeParams,
      body: EndHomeBody,
      response: { 200: PersonDetail },
    },
    handler: async ({ actor, params, body }) => {
      await endHome(runtime, actor, params.id, params.home, body);
      return personDetail(runtime, actor, params.id);
    },
  });
}

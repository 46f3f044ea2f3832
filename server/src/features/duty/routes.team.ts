import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { callMember } from './commands.call.ts';
import { setMyGrid } from './commands.home.ts';
import { addNeighbour, changeNeighbour, setStation } from './commands.neighbour.ts';
import { addMember, changeMember } from './commands.team.ts';
import { TEAM } from './policy.ts';
import { myGrid } from './queries.home.ts';
import { teamOf } from './queries.team.ts';
import {
  CallBody,
  Called,
  Home,
  HomeBody,
  MemberBody,
  MemberChange,
  MemberParams,
  NeighbourBody,
  NeighbourChange,
  NeighbourParams,
  StationBody,
  Team,
  TeamParams,
} from './schema.team.ts';
import { Made, Versioned } from './schema.ts';

const tags = ['team'];

/** Who stands by a grid: shown to everybody signed in, called by its residents. */
export function teamRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/grid-teams/:area',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readGridTeam',
      summary: '一个网格的服务团队、邻里组织和工作站',
      tags,
      params: TeamParams,
      response: { 200: Team },
    },
    handler: (request) => teamOf(runtime, request.actor, request.params.area),
  });
  app.route({
    method: 'GET',
    url: '/api/my-grid',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readMyGrid',
      summary: '我的网格',
      tags,
      response: { 200: Home },
    },
    handler: (request) => myGrid(runtime, request.actor),
  });
  app.route({
    method: 'PUT',
    url: '/api/my-grid',
    config: { access: 'in-person' },
    schema: {
      operationId: 'setMyGrid',
      summary: '居民说明自己的网格：按位置，或从列表选择',
      tags,
      body: HomeBody,
      response: { 200: Home },
    },
    handler: (request) => setMyGrid(runtime, request.actor, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/team-members/:id/call',
    config: { access: ['matter:call'] },
    schema: {
      operationId: 'callTeamMember',
      summary: '请服务团队的一位成员帮忙：成为一件事项，交给其单位或社区',
      tags,
      params: MemberParams,
      body: CallBody,
      response: { 201: Called },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await callMember(runtime, request.actor, request.params.id, request.body)),
  });
  editRoutes(app, runtime);
}

function editRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/team-members',
    config: { access: [TEAM] },
    schema: {
      operationId: 'addTeamMember',
      summary: '增加服务团队成员',
      tags,
      body: MemberBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addMember(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'PATCH',
    url: '/api/team-members/:id',
    config: { access: [TEAM] },
    schema: {
      operationId: 'changeTeamMember',
      summary: '修改成员，或填结束日期',
      tags,
      params: MemberParams,
      body: MemberChange,
      response: { 200: Versioned },
    },
    handler: (request) => changeMember(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/neighbour-units',
    config: { access: [TEAM] },
    schema: {
      operationId: 'addNeighbourUnit',
      summary: '增加邻里组织或楼栋长',
      tags,
      body: NeighbourBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addNeighbour(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'PATCH',
    url: '/api/neighbour-units/:id',
    config: { access: [TEAM] },
    schema: {
      operationId: 'changeNeighbourUnit',
      summary: '修改或撤销邻里组织、楼栋长',
      tags,
      params: NeighbourParams,
      body: NeighbourChange,
      response: { 200: Versioned },
    },
    handler: (request) => changeNeighbour(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'PUT',
    url: '/api/grid-stations/:area',
    config: { access: [TEAM] },
    schema: {
      operationId: 'setGridStation',
      summary: '设置网格工作站',
      tags,
      params: TeamParams,
      body: StationBody,
      response: { 200: Versioned },
    },
    handler: (request) => setStation(runtime, request.actor, request.params.area, request.body),
  });
}

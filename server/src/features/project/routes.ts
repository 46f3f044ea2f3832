import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addEntry, addItem, createList } from './commands.ts';
import { MANAGE, WORK } from './policy.ts';
import {
  myProjects,
  projectDetail,
  projectList,
  projectLists,
  publicList,
  publicLists,
  seesProject,
} from './queries.ts';
import {
  EntryBody,
  ItemBody,
  ItemDetail,
  ItemParams,
  ListBody,
  ListDetail,
  ListItem,
  ListParams,
  Made,
  ProjectItem,
  ProjectQuery,
} from './schema.ts';

const tags = ['project'];
const STAFF = [MANAGE, WORK];

/** Lists for staff, and those a city shows everybody. */
export function listRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, 'project', (_, actor, subject) => seesProject(runtime, actor, subject));
  app.route({
    method: 'GET',
    url: '/api/projects',
    config: { access: STAFF },
    schema: {
      operationId: 'listProjects',
      summary: '项目清单，新的在前',
      tags,
      querystring: ProjectQuery,
      response: { 200: PageOf(ListItem) },
    },
    handler: (request) => projectLists(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/projects',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'createProjectList',
      summary: '建立项目清单',
      tags,
      body: ListBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createList(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/projects/:id',
    config: { access: STAFF },
    schema: {
      operationId: 'readProjectList',
      summary: '一份清单和它的项目',
      tags,
      params: ListParams,
      response: { 200: ListDetail },
    },
    handler: (request) => projectList(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/public-projects',
    config: { access: 'public' },
    schema: {
      operationId: 'listPublicProjects',
      summary: '向公众公开的清单',
      tags,
      querystring: ProjectQuery,
      response: { 200: PageOf(ListItem) },
    },
    handler: (request) => publicLists(runtime, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/public-projects/:id',
    config: { access: 'public' },
    schema: {
      operationId: 'readPublicProjectList',
      summary: '一份公开的清单',
      tags,
      params: ListParams,
      response: { 200: ListDetail },
    },
    handler: (request) => publicList(runtime, request.params.id),
  });
}

/** Projects: added by the list's unit, reported on by who is named. */
export function itemRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/projects/:id/items',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'addProject',
      summary: '在清单里添加项目',
      tags,
      params: ListParams,
      body: ItemBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addItem(runtime, request.actor, request.params.id, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/project-items',
    config: { access: STAFF },
    schema: {
      operationId: 'listMyProjects',
      summary: '由我填报进展的项目',
      tags,
      response: { 200: Type.Object({ items: Type.Array(ProjectItem) }) },
    },
    handler: (request) => myProjects(runtime, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/api/project-items/:id',
    config: { access: STAFF },
    schema: {
      operationId: 'readProject',
      summary: '一个项目和它的进展',
      tags,
      params: ItemParams,
      response: { 200: ItemDetail },
    },
    handler: (request) => projectDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/project-items/:id/entries',
    config: { access: STAFF },
    schema: {
      operationId: 'reportProject',
      summary: '填报进展',
      tags,
      params: ItemParams,
      body: EntryBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addEntry(runtime, request.actor, request.params.id, request.body)),
  });
}

import type { App } from '../../../platform/http/routes.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { EDIT_RESIDENTS, VIEW_RESIDENTS } from '../../resident/index.ts';
import { SEGMENT } from './commands.ts';
import { segmentsOf } from './queries.ts';
import {
  PersonSegments,
  PersonTags,
  SegmentParams,
  TagBody,
  TagList,
  TagParams,
  TagPeopleBody,
  TagPeopleDone,
} from './schema.ts';
import { createTag, listTags, tagPeople, tagsOf } from './tags.ts';

const tags = ['ledger'];

/** Tags that are set by hand, and the segments a person is in. */
export function tagRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/tags',
    config: { access: [VIEW_RESIDENTS] },
    schema: { operationId: 'listTags', summary: '手工标签', tags, response: { 200: TagList } },
    handler: () => listTags(runtime),
  });
  app.route({
    method: 'POST',
    url: '/api/tags',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'createTag',
      summary: '新建标签',
      tags,
      body: TagBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, body }, reply) => {
      await createTag(runtime, actor, body);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/tags/:code/people',
    config: { access: [EDIT_RESIDENTS] },
    schema: {
      operationId: 'tagPeople',
      summary: '给人员打上或去掉标签',
      tags,
      params: TagParams,
      body: TagPeopleBody,
      response: { 200: TagPeopleDone },
    },
    handler: ({ actor, params, body }) => tagPeople(runtime, actor, params.code, body),
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id/tags',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listPersonTags',
      summary: '一个人员的标签',
      tags,
      params: SegmentParams,
      response: { 200: PersonTags },
    },
    handler: (request) => tagsOf(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/residents/:id/segments',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listPersonSegments',
      summary: '一个人员所在的人群',
      tags,
      params: SegmentParams,
      response: { 200: PersonSegments },
    },
    handler: (request) => segmentsOf(runtime, request.actor, request.params.id),
  });
}

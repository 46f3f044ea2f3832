import type { App } from '../../../platform/http/routes.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { VIEW_RESIDENTS } from '../../resident/index.ts';
import { changeSegment, createSegment, retireSegment, SEGMENT } from './commands.ts';
import { factsView, listSegments, readSegment, segmentByArea, segmentPeople, tryRule } from './queries.ts';
import {
  AreaQuery,
  ByArea,
  FactsView,
  MemberPage,
  PeopleQuery,
  SegmentBody,
  SegmentChange,
  SegmentList,
  SegmentParams,
  SegmentView,
  Tried,
  TryBody,
} from './schema.ts';

const tags = ['ledger'];

/** Segments: people by a rule, counted and listed. */
export function segmentRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/segments',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listSegments',
      summary: '人群及我能看到的人数',
      tags,
      response: { 200: SegmentList },
    },
    handler: (request) => listSegments(runtime, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/api/segments/:id',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'readSegment',
      summary: '一个人群',
      tags,
      params: SegmentParams,
      response: { 200: SegmentView },
    },
    handler: (request) => readSegment(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/segments/:id/people',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listSegmentPeople',
      summary: '人群里的人，按网格排列',
      tags,
      params: SegmentParams,
      querystring: PeopleQuery,
      response: { 200: MemberPage },
    },
    handler: (request) => segmentPeople(runtime, request.actor, request.params.id, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/segments/:id/areas',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'countSegmentByArea',
      summary: '人群在下级各区域的人数',
      tags,
      params: SegmentParams,
      querystring: AreaQuery,
      response: { 200: ByArea },
    },
    handler: (request) => segmentByArea(runtime, request.actor, request.params.id, request.query.area),
  });
  app.route({
    method: 'GET',
    url: '/api/segment-facts',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listSegmentFacts',
      summary: '条件里可以用的项',
      tags,
      response: { 200: FactsView },
    },
    handler: () => factsView(runtime),
  });
}

/** Making segments, and trying a rule before it is kept. */
export function segmentWriteRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/segments',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'createSegment',
      summary: '建立人群',
      tags,
      body: SegmentBody,
      response: { 201: SegmentView },
    },
    handler: async ({ actor, body }, reply) => {
      const { id } = await createSegment(runtime, actor, body);
      return reply.status(201).send(await readSegment(runtime, actor, id));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/segments/:id',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'changeSegment',
      summary: '修改自己建立的人群',
      tags,
      params: SegmentParams,
      body: SegmentChange,
      response: { 200: SegmentView },
    },
    handler: async ({ actor, params, body }) => {
      await changeSegment(runtime, actor, params.id, body);
      return readSegment(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/segments/:id',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'retireSegment',
      summary: '停用自己建立的人群',
      tags,
      params: SegmentParams,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params }, reply) => {
      await retireSegment(runtime, actor, params.id);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/segments/try',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'trySegmentRule',
      summary: '试算一个条件：多少人，前几位是谁',
      tags,
      body: TryBody,
      response: { 200: Tried },
    },
    handler: (request) => tryRule(runtime, request.actor, request.body),
  });
}

import type { App } from '../../../platform/http/routes.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { SET_DUTY } from '../../duty/index.ts';
import { VIEW_RESIDENTS } from '../../resident/index.ts';
import { givePeopleToDuties, notify, segmentPoints, segmentTask } from './actions.ts';
import { SEGMENT } from './commands.ts';
import { NoticeBody, Noticed, Points, SegmentTaskBody, TaskMade } from './schema.actions.ts';
import { AreaQuery, SegmentParams } from './schema.ts';

const tags = ['ledger'];

/** What one does with a segment: draw it, tell it, send the grid workers to it. */
export function segmentActionRoutes(app: App, runtime: Runtime): void {
  givePeopleToDuties(runtime);
  app.route({
    method: 'GET',
    url: '/api/segments/:id/points',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'mapSegment',
      summary: '人群住在哪些楼栋',
      tags,
      params: SegmentParams,
      querystring: AreaQuery,
      response: { 200: Points },
    },
    handler: (request) => segmentPoints(runtime, request.actor, request.params.id, request.query.area),
  });
  app.route({
    method: 'POST',
    url: '/api/segments/:id/notices',
    config: { access: [SEGMENT] },
    schema: {
      operationId: 'notifySegment',
      summary: '给人群里有账号的人发通知',
      tags,
      params: SegmentParams,
      body: NoticeBody,
      response: { 201: Noticed },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.status(201).send(await notify(runtime, actor, params.id, body)),
  });
  app.route({
    method: 'POST',
    url: '/api/segments/:id/tasks',
    config: { access: [SET_DUTY] },
    schema: {
      operationId: 'taskSegment',
      summary: '按人群给网格员下达任务，每人一份',
      tags,
      params: SegmentParams,
      body: SegmentTaskBody,
      response: { 201: TaskMade },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.status(201).send(await segmentTask(runtime, actor, params.id, body)),
  });
}

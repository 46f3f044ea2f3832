import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { endLeave, enterLeave } from './commands.leave.ts';
import { requireStaff } from './policy.ts';
import { listLeaves, peopleLed, standIns } from './queries.leave.ts';
import { Colleagues, LeaveList, LeaveMade, NewLeave } from './schema.leave.ts';
import { IdParams } from './schema.ts';

const tags = ['account'];

/** Leave and stand-in. */
export function leaveRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/leaves',
    config: { access: 'in-person' },
    schema: {
      operationId: 'listLeaves',
      summary: '谁在请假或将要请假、由谁代班：本人、同单位、由我代班的，以及我安排的网格员',
      tags,
      response: { 200: LeaveList },
    },
    async handler({ actor }) {
      requireStaff(actor);
      return listLeaves(runtime, actor);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/leaves/stand-ins',
    config: { access: 'in-person' },
    schema: {
      operationId: 'listStandIns',
      summary: '可以代班的同事',
      tags,
      querystring: Type.Object({
        account_id: Type.Optional(
          Type.String({ format: 'uuid', title: '请假人', description: '不填为本人' }),
        ),
      }),
      response: { 200: Colleagues },
    },
    async handler({ actor, query }) {
      requireStaff(actor);
      return standIns(runtime, actor, query.account_id ?? actor.id);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/leaves/people',
    config: { access: 'in-person' },
    schema: {
      operationId: 'listPeopleToLeave',
      summary: '我可以为谁登记请假，本人在前',
      tags,
      response: { 200: Colleagues },
    },
    async handler({ actor }) {
      requireStaff(actor);
      return peopleLed(runtime, actor);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/leaves',
    config: { access: 'in-person' },
    schema: {
      operationId: 'enterLeave',
      summary: '登记请假；已开始的，未办结的任务随即移交代班人，没有代班人的回到单位',
      tags,
      body: NewLeave,
      response: { 201: LeaveMade },
    },
    async handler({ actor, body }, reply) {
      requireStaff(actor);
      return reply.status(201).send(await enterLeave(runtime, actor, body));
    },
  });
  app.route({
    method: 'POST',
    url: '/api/leaves/:id/end',
    config: { access: 'in-person' },
    schema: {
      operationId: 'endLeave',
      summary: '销假；选了收回的，代班人未办结的任务随即回到本人',
      tags,
      params: IdParams,
      response: { 200: LeaveMade },
    },
    async handler({ actor, params }) {
      requireStaff(actor);
      return endLeave(runtime, actor, params.id);
    },
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_UNIT } from '../matter/index.ts';
import { appraise, appraisePeriod } from './commands.unit.ts';
import { APPRAISE } from './people.ts';
import { matterJudgements } from './queries.matter.ts';
import { listAppraisals } from './queries.unit.ts';
import { Judgements } from './schema.matter.ts';
import { Id } from './schema.ts';
import { AppraisalPage, AppraisalQuery, AppraiseBody, PeriodBody } from './schema.unit.ts';

const tags = ['judgement'];

/** Units judged by whom they worked for, and by those above them. */
export function unitJudgementRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/matters/:id/appraisals',
    config: { access: [APPRAISE] },
    schema: {
      operationId: 'appraiseUnit',
      summary: '街道、社区评办理部门，或上级评下级：及时、解决、态度',
      tags,
      params: Type.Object({ id: Id }),
      body: AppraiseBody,
      response: { 200: Judgements },
    },
    async handler(request) {
      await appraise(runtime, request.actor, request.params.id, request.body);
      return matterJudgements(runtime, request.actor, request.params.id);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/appraisals',
    config: { access: [VIEW_UNIT] },
    schema: {
      operationId: 'listAppraisals',
      summary: '本单位给出的或收到的单位评价',
      tags,
      querystring: AppraisalQuery,
      response: { 200: AppraisalPage },
    },
    handler: (request) => listAppraisals(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/appraisals',
    config: { access: [APPRAISE] },
    schema: {
      operationId: 'appraisePeriod',
      summary: '上级按月评下级单位',
      tags,
      body: PeriodBody,
      response: { 200: AppraisalPage },
    },
    async handler(request) {
      await appraisePeriod(runtime, request.actor, request.body);
      return listAppraisals(runtime, request.actor, { limit: 20 });
    },
  });
}

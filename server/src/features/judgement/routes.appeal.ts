import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_AREA, VIEW_UNIT } from '../matter/index.ts';
import { appeal } from './commands.appeal.ts';
import { decideAppeal, revokeExclusion } from './commands.decide.ts';
import { APPEAL, DECIDE } from './people.ts';
import { FILES_OF_APPEAL, listAppeals, readAppeal, seesEvidence } from './queries.appeal.ts';
import { matterJudgements } from './queries.matter.ts';
import type { AppealStep } from './rules.ts';
import { Appeal, AppealBody, AppealPage, AppealQuery, RevokeBody, StepBody } from './schema.appeal.ts';
import { Judgements } from './schema.matter.ts';
import { Id } from './schema.ts';

const tags = ['judgement'];
const STEPS: AppealStep[] = ['accept', 'approve', 'refuse', 'withdraw'];

function deciding(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/appeals/:id/steps/:step',
    config: { access: [APPEAL, DECIDE] },
    schema: {
      operationId: 'stepAppeal',
      summary: '审理申诉：受理 accept、同意 approve（剔除）、不同意 refuse；申诉单位撤回 withdraw',
      tags,
      params: Type.Object({
        id: Id,
        step: Type.Union(STEPS.map((each) => Type.Literal(each)) as never, {
          type: 'string',
          title: '步骤',
        }) as never as Type.TUnsafe<AppealStep>,
      }),
      body: StepBody,
      response: { 200: Appeal },
    },
    async handler(request) {
      const { id, step } = request.params;
      await decideAppeal(runtime, request.actor, id, step, request.body);
      return readAppeal(runtime, request.actor, id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/exclusions/:id/revoke',
    config: { access: [DECIDE] },
    schema: {
      operationId: 'revokeExclusion',
      summary: '撤销剔除：这一项重新计入考核',
      tags,
      params: Type.Object({ id: Id }),
      body: RevokeBody,
      response: { 200: Judgements },
    },
    async handler(request) {
      const matter = await revokeExclusion(runtime, request.actor, request.params.id, request.body.reason);
      return matterJudgements(runtime, request.actor, matter);
    },
  });
}

/** All judgements of a matter, appeals against them, and what does not count. */
export function appealRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, FILES_OF_APPEAL, seesEvidence);
  app.route({
    method: 'GET',
    url: '/api/matters/:id/judgements',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'readJudgements',
      summary: '一件事项的全部评价、抽查、超期、督办、申诉和剔除',
      tags,
      params: Type.Object({ id: Id }),
      response: { 200: Judgements },
    },
    handler: (request) => matterJudgements(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/matters/:id/appeals',
    config: { access: [APPEAL] },
    schema: {
      operationId: 'appeal',
      summary: '申诉：评价、抽查、超期、督办，或整件不予考核',
      tags,
      params: Type.Object({ id: Id }),
      body: AppealBody,
      response: { 200: Appeal },
    },
    async handler(request) {
      const id = await appeal(runtime, request.actor, request.params.id, request.body);
      return readAppeal(runtime, request.actor, id);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/appeals',
    config: { access: [APPEAL, DECIDE] },
    schema: {
      operationId: 'listAppeals',
      summary: '申诉：待本单位审理的、已审结的，或本单位提出的',
      tags,
      querystring: AppealQuery,
      response: { 200: AppealPage },
    },
    handler: (request) => listAppeals(runtime, request.actor, request.query),
  });
  deciding(app, runtime);
}

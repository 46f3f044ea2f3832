import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { decideCheck } from './commands.check.ts';
import { drawSample } from './commands.draw.ts';
import { CHECK } from './people.ts';
import { FILES_OF_CHECK, listChecks, listSamples, readCheck, seesCheck } from './queries.check.ts';
import {
  Check,
  CheckPage,
  CheckQuery,
  OutcomeBody,
  Sample,
  SampleBody,
  SamplePage,
  SampleQuery,
} from './schema.check.ts';
import { Id } from './schema.ts';

const tags = ['judgement'];

/** Spot checks (抽查): drawing them, and what each found. */
export function checkRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, FILES_OF_CHECK, seesCheck);
  app.route({
    method: 'POST',
    url: '/api/samples',
    config: { access: [CHECK] },
    schema: {
      operationId: 'drawSample',
      summary: '发起抽查：随机抽取已办结事项，种子留存可复核',
      tags,
      body: SampleBody,
      response: { 200: Sample },
    },
    async handler(request) {
      const id = await drawSample(runtime, request.actor, request.body);
      return (await listSamples(runtime, request.actor, { id })).items[0]!;
    },
  });
  app.route({
    method: 'GET',
    url: '/api/samples',
    config: { access: [CHECK] },
    schema: {
      operationId: 'listSamples',
      summary: '本单位发起的抽查和结果',
      tags,
      querystring: SampleQuery,
      response: { 200: SamplePage },
    },
    handler: (request) => listSamples(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/checks',
    config: { access: [CHECK] },
    schema: {
      operationId: 'listChecks',
      summary: '本单位的抽查任务：待核实的，先到期的在前；或已核实的，最近的在前',
      tags,
      querystring: CheckQuery,
      response: { 200: CheckPage },
    },
    handler: (request) => listChecks(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/checks/:id/outcome',
    config: { access: [CHECK] },
    schema: {
      operationId: 'decideCheck',
      summary: '抽查核实：属实，或虚假办结（退回重新办理）',
      tags,
      params: Type.Object({ id: Id }),
      body: OutcomeBody,
      response: { 200: Check },
    },
    async handler(request) {
      await decideCheck(runtime, request.actor, request.params.id, request.body);
      return readCheck(runtime, request.actor, request.params.id);
    },
  });
}

import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { applyAdmission, decideAdmission } from './commands.admission.ts';
import { objectTo, replyTo } from './commands.objection.ts';
import { ADMIT, READERS, SET, WORK } from './policy.ts';
import { admissionHistory, listAdmissions } from './queries.admission.ts';
import { listObjections } from './queries.objection.ts';
import {
  Admission,
  AdmissionBody,
  AdmissionParams,
  AdmissionQuery,
  DecideBody,
  History,
  Objection,
  ObjectionBody,
  ObjectionParams,
  ObjectionQuery,
  ReplyBody,
} from './schema.admission.ts';
import { Made, Versioned } from './schema.ts';

const tags = ['duty'];

/** The admission list (网格准入清单): applied for, reviewed, approved by another, taken off; objections of grid workers. */
export function admissionRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/admissions',
    config: { access: READERS },
    schema: {
      operationId: 'listAdmissions',
      summary: '网格准入清单，新的在前',
      tags,
      querystring: AdmissionQuery,
      response: { 200: PageOf(Admission) },
    },
    handler: (request) => listAdmissions(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/admissions',
    config: { access: [SET] },
    schema: {
      operationId: 'applyAdmission',
      summary: '申请把一项工作列入准入清单',
      tags,
      body: AdmissionBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await applyAdmission(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'POST',
    url: '/api/admissions/:id/decide',
    config: { access: [SET, ADMIT] },
    schema: {
      operationId: 'decideAdmission',
      summary: '初审、批准、不同意、撤回或移出清单',
      tags,
      params: AdmissionParams,
      body: DecideBody,
      response: { 200: Versioned },
    },
    handler: (request) => decideAdmission(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'GET',
    url: '/api/admissions/:id/history',
    config: { access: READERS },
    schema: {
      operationId: 'readAdmissionHistory',
      summary: '一项准入事项的每一步',
      tags,
      params: AdmissionParams,
      response: { 200: History },
    },
    handler: (request) => admissionHistory(runtime, request.actor, request.params.id),
  });
  objectionRoutes(app, runtime);
}

function objectionRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/duty-objections',
    config: { access: [WORK, ADMIT] },
    schema: {
      operationId: 'listDutyObjections',
      summary: '“不在清单”的异议，新的在前',
      tags,
      querystring: ObjectionQuery,
      response: { 200: PageOf(Objection) },
    },
    handler: (request) => listObjections(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/duty-objections',
    config: { access: [WORK] },
    schema: {
      operationId: 'objectToDuty',
      summary: '网格员提出异议：要做的事不在清单',
      tags,
      body: ObjectionBody,
      response: { 201: Made },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await objectTo(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'POST',
    url: '/api/duty-objections/:id/reply',
    config: { access: [ADMIT] },
    schema: {
      operationId: 'replyToDutyObjection',
      summary: '答复异议；成立的，任务随之结束',
      tags,
      params: ObjectionParams,
      body: ReplyBody,
      response: { 200: Versioned },
    },
    handler: (request) => replyTo(runtime, request.actor, request.params.id, request.body),
  });
}

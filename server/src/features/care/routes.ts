import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { VIEW_RESIDENTS } from '../resident/index.ts';
import { addDuty, callDuty, endDuty } from './commands.duty.ts';
import { changeCare, enrol } from './commands.ts';
import { callFor, VISIT_SUBJECT, visit } from './commands.visit.ts';
import { careLevels } from './levels.ts';
import { MANAGE } from './policy.ts';
import { findHolders } from './queries.holders.ts';
import { careCounts, careDetail, listCare, myCare, seesVisit } from './queries.ts';
import {
  CallView,
  CareBody,
  CareChange,
  CareCount,
  CareDetail,
  CareItem,
  CareParams,
  CareQuery,
  CountQuery,
  DutyBody,
  DutyParams,
  Holder,
  HolderQuery,
  Levels,
  VisitBody,
  VisitDone,
} from './schema.ts';

const tags = ['care'];

/** People in care, and visiting them. */
export function careRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, VISIT_SUBJECT, (_, actor, subject) => seesVisit(runtime, actor, subject));
  app.route({
    method: 'GET',
    url: '/api/care',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'listCare',
      summary: '关爱对象，逾期最久的在前',
      tags,
      querystring: CareQuery,
      response: { 200: PageOf(CareItem) },
    },
    handler: (request) => listCare(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/care/mine',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listMyCare',
      summary: '由我负责的关爱对象',
      tags,
      response: { 200: Type.Object({ items: Type.Array(CareItem) }) },
    },
    handler: (request) => myCare(runtime, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/api/care-levels',
    config: { access: 'signed-in' },
    schema: { operationId: 'listCareLevels', summary: '关爱级别与走访频次', tags, response: { 200: Levels } },
    handler: async () => ({ items: [...(await careLevels(runtime)).values()] }),
  });
  app.route({
    method: 'GET',
    url: '/api/care-counts',
    config: { access: [VIEW_RESIDENTS] },
    schema: {
      operationId: 'countCare',
      summary: '关爱对象、逾期和应走访人数',
      tags,
      querystring: CountQuery,
      response: { 200: CareCount },
    },
    handler: (request) => careCounts(runtime, request.actor, request.query.area),
  });
  app.route({
    method: 'GET',
    url: '/api/care/:id',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readCare',
      summary: '一位关爱对象：走访记录与责任人',
      tags,
      params: CareParams,
      response: { 200: CareDetail },
    },
    handler: (request) => careDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/care/:id/visits',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'visitCare',
      summary: '登记走访',
      tags,
      params: CareParams,
      body: VisitBody,
      response: { 201: VisitDone },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.status(201).send(await visit(runtime, actor, params.id, body)),
  });
  app.route({
    method: 'POST',
    url: '/api/care/:id/call',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'callCare',
      summary: '为走访查看联系电话，留有查看记录',
      tags,
      params: CareParams,
      response: { 200: CallView },
    },
    handler: (request) => callFor(runtime, request.actor, request.params.id),
  });
}

/** Who answers for somebody in care, and how to reach them. */
export function dutyRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/care/:id/duties/:duty/call',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'callCareDuty',
      summary: '查看责任人的联系电话，留有记录',
      tags,
      params: DutyParams,
      response: { 200: CallView },
    },
    handler: ({ actor, params }) => callDuty(runtime, actor, params.id, params.duty),
  });
  app.route({
    method: 'POST',
    url: '/api/care/:id/duties',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'addCareDuty',
      summary: '指定责任人',
      tags,
      params: CareParams,
      body: DutyBody,
      response: { 201: CareDetail },
    },
    handler: async ({ actor, params, body }, reply) => {
      await addDuty(runtime, actor, params.id, body);
      return reply.status(201).send(await careDetail(runtime, actor, params.id));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/care/:id/holders',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'findCareHolders',
      summary: '可以指定为责任人的同事，离这位居民近的在前',
      tags,
      params: CareParams,
      querystring: HolderQuery,
      response: { 200: Type.Object({ items: Type.Array(Holder) }) },
    },
    handler: async ({ actor, params, query }) => ({
      items: await findHolders(runtime, actor, params.id, query.q),
    }),
  });
  app.route({
    method: 'DELETE',
    url: '/api/care/:id/duties/:duty',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'endCareDuty',
      summary: '责任人不再负责',
      tags,
      params: DutyParams,
      response: { 200: CareDetail },
    },
    handler: async ({ actor, params }) => {
      await endDuty(runtime, actor, params.id, params.duty);
      return careDetail(runtime, actor, params.id);
    },
  });
}

/** Taking people into care. */
export function manageRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/care',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'enrolCare',
      summary: '列为关爱对象',
      tags,
      body: CareBody,
      response: { 201: CareDetail },
    },
    handler: async ({ actor, body }, reply) => {
      await enrol(runtime, actor, body);
      return reply.status(201).send(await careDetail(runtime, actor, body.person));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/care/:id',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'changeCare',
      summary: '调整级别、类型，或结束关爱',
      tags,
      params: CareParams,
      body: CareChange,
      response: { 200: CareDetail },
    },
    handler: async ({ actor, params, body }) => {
      await changeCare(runtime, actor, params.id, body);
      return careDetail(runtime, actor, params.id);
    },
  });
}

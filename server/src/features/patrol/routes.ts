import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { createCampaign, moveCampaign, preview } from './commands.campaign.ts';
import { MANAGE, READERS } from './policy.ts';
import { coverage } from './queries.coverage.ts';
import { campaignFindings } from './queries.finding.ts';
import { campaignDetail, listCampaigns } from './queries.ts';
import {
  CampaignBody,
  CampaignDetail,
  CampaignItem,
  CampaignParams,
  CampaignQuery,
  CoverageOut,
  Finding,
  FindingQuery,
  Preview,
  PreviewBody,
  StateBody,
} from './schema.ts';

const tags = ['patrol'];

/** Campaigns: listed, tried, made, paused and closed; how far their grids are and what they found. */
export function campaignRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/patrols',
    config: { access: READERS },
    schema: {
      operationId: 'listPatrols',
      summary: '专项巡查，新的在前',
      tags,
      querystring: CampaignQuery,
      response: { 200: PageOf(CampaignItem) },
    },
    handler: (request) => listCampaigns(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/patrols/preview',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'previewPatrol',
      summary: '预览：一次专项巡查会产生多少任务',
      tags,
      body: PreviewBody,
      response: { 200: Preview },
    },
    handler: (request) => preview(runtime, request.actor, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/patrols',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'createPatrol',
      summary: '发起专项巡查',
      tags,
      body: CampaignBody,
      response: { 201: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await createCampaign(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'GET',
    url: '/api/patrols/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readPatrol',
      summary: '一次专项巡查：清单、进度、总结',
      tags,
      params: CampaignParams,
      response: { 200: CampaignDetail },
    },
    handler: (request) => campaignDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/patrols/:id/state',
    config: { access: [MANAGE] },
    schema: {
      operationId: 'movePatrol',
      summary: '暂停、恢复或结束',
      tags,
      params: CampaignParams,
      body: StateBody,
      response: { 200: Type.Object({ version: Type.Integer() }) },
    },
    handler: (request) => moveCampaign(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'GET',
    url: '/api/patrols/:id/coverage',
    config: { access: READERS },
    schema: {
      operationId: 'readPatrolCoverage',
      summary: '各网格的巡查进度',
      tags,
      params: CampaignParams,
      response: { 200: CoverageOut },
    },
    handler: (request) => coverage(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/patrols/:id/findings',
    config: { access: READERS },
    schema: {
      operationId: 'listPatrolFindings',
      summary: '发现的问题，新的在前',
      tags,
      params: CampaignParams,
      querystring: FindingQuery,
      response: { 200: PageOf(Finding) },
    },
    handler: (request) => campaignFindings(runtime, request.actor, request.params.id, request.query),
  });
}

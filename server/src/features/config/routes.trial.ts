import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { startTrial } from './commands.trial.ts';
import { listDifferences, listTrials, readTrial } from './queries.trial.ts';
import {
  Difference,
  DifferenceQuery,
  Trial,
  TrialBody,
  TrialItem,
  TrialParams,
  TrialStarted,
} from './schema.trial.ts';
import { DocumentParams } from './schema.ts';

const tags = ['config'];
/** What happened in the whole city is counted: for whoever puts the configuration in force. */
const PUBLISH = { access: ['config:publish'] } as const;
const url = '/api/config/:kind/:code/trials';
const BODY = 8 * 1024 * 1024;

/** Trying a text on the past before it is published. */
export function trialRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url,
    config: PUBLISH,
    bodyLimit: BODY,
    schema: {
      operationId: 'startConfigTrial',
      summary: '在过去的事项上试算一份内容（不改变任何事项）；默认最近 31 天',
      tags,
      params: DocumentParams,
      body: TrialBody,
      response: { 201: TrialStarted },
    },
    async handler({ actor, params, body }, reply) {
      return reply.code(201).send(await startTrial(runtime, actor, params, body));
    },
  });
  app.route({
    method: 'GET',
    url,
    config: PUBLISH,
    schema: {
      operationId: 'listConfigTrials',
      summary: '一份配置最近的试算',
      tags,
      params: DocumentParams,
      response: { 200: Type.Object({ items: Type.Array(TrialItem) }) },
    },
    handler: async ({ params }) => ({ items: await listTrials(runtime, params) }),
  });
  app.route({
    method: 'GET',
    url: `${url}/:id`,
    config: PUBLISH,
    schema: {
      operationId: 'readConfigTrial',
      summary: '试算的结果：试了多少、多少会不同',
      tags,
      params: TrialParams,
      response: { 200: Trial },
    },
    handler: ({ params }) => readTrial(runtime, params.id, params),
  });
  app.route({
    method: 'GET',
    url: `${url}/:id/differences`,
    config: PUBLISH,
    schema: {
      operationId: 'listConfigDifferences',
      summary: '试算中会不同的，按时间先后',
      tags,
      params: TrialParams,
      querystring: DifferenceQuery,
      response: { 200: PageOf(Difference) },
    },
    handler: ({ actor, params, query }) => listDifferences(runtime, actor, params, query),
  });
}

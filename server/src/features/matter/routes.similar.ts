import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { joinMatter } from './commands.join.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { createdItem } from './queries.item.ts';
import { likelyForResident } from './queries.likely.ts';
import { mergedCalls } from './queries.merged.ts';
import { similarMatters, similarTo } from './queries.similar.ts';
import { JoinBody, LikelyMatter, MergedCall, SimilarMatter, SimilarQuery } from './schema.similar.ts';
import { MatterItem } from './schema.ts';
import { registerStory } from './story.ts';

const tags = ['matter'];
const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) });

/** Likely duplicates: while a call is taken or typed, and before it is dispatched. */
export function similarRoutes(app: App, runtime: Runtime): void {
  registerStory(runtime, {
    names: { leave: '不再跟进', split: '拆分', joined: '反映人数有变' },
    labels: { callers: '反映人数', merged_from: '原并入', reason: '理由' },
  });
  app.route({
    method: 'GET',
    url: '/api/desk/similar',
    config: { access: ['matter:create-for-other'] },
    schema: {
      operationId: 'listSimilar',
      summary: '附近可能重复、尚未归档的事项',
      tags,
      querystring: SimilarQuery,
      response: { 200: Type.Object({ items: Type.Array(SimilarMatter) }) },
    },
    handler: async (request) => ({ items: await similarMatters(runtime, request.actor, request.query) }),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id/similar',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listSimilarTo',
      summary: '与这件事项可能重复的其他事项',
      tags,
      params: Id,
      response: { 200: Type.Object({ items: Type.Array(SimilarMatter) }) },
    },
    handler: async (request) => ({ items: await similarTo(runtime, request.actor, request.params.id) }),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id/merged',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'listMerged',
      summary: '并入这件事项的诉求：各自的补充说明和照片',
      tags,
      params: Id,
      response: { 200: Type.Object({ items: Type.Array(MergedCall) }) },
    },
    handler: async (request) => ({ items: await mergedCalls(runtime, request.actor, request.params.id) }),
  });
  joinRoutes(app, runtime);
}

function joinRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/likely',
    config: { access: ['matter:call'] },
    schema: {
      operationId: 'listLikely',
      summary: '附近已有人反映的、可能是同一件的事（不含诉求人的任何信息）',
      tags,
      querystring: SimilarQuery,
      response: { 200: Type.Object({ items: Type.Array(LikelyMatter) }) },
    },
    handler: async (request) => ({ items: await likelyForResident(runtime, request.actor, request.query) }),
  });
  app.route({
    method: 'POST',
    url: '/api/matters/:id/join',
    config: { access: ['matter:call'] },
    schema: {
      operationId: 'joinMatter',
      summary: '我也遇到了：加入已有的事项',
      tags,
      params: Id,
      body: JoinBody,
      response: { 200: MatterItem, 201: MatterItem },
    },
    async handler(request, reply) {
      const joined = await joinMatter(runtime, request.actor, request.params.id, request.body);
      return reply
        .status(joined.repeated ? 200 : 201)
        .send(await createdItem(runtime, request.actor, { ...joined, row: null }));
    },
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { recordCallerLook, unmaskContact } from './commands.look.ts';
import { VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { unitSuggestions } from './queries.catalog.ts';
import { matterCounts } from './queries.counts.ts';
import { callerCard } from './queries.desk.ts';
import { contactLooks } from './queries.looks.ts';
import { CallerCard, Contact, Look, MatterCounts, UnitSuggestion } from './schema.desk.ts';

const tags = ['matter'];
const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) });
const Phone = Type.String({ minLength: 5, maxLength: 20, title: '电话' });

function numberRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/matters/counts',
    config: { access: [VIEW_AREA, VIEW_UNIT] },
    schema: {
      operationId: 'countMatters',
      summary: '事项数量，按类型和状态；默认为本人管辖的区域',
      tags,
      querystring: Type.Object({ area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })) }),
      response: { 200: MatterCounts },
    },
    handler: (request) => matterCounts(runtime, request.actor, request.query.area),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id/suggestions',
    config: { access: ['matter:dispatch'] },
    schema: {
      operationId: 'suggestUnits',
      summary: '按责任清单建议的主办、协办和知会单位',
      tags,
      params: Id,
      response: { 200: Type.Object({ items: Type.Array(UnitSuggestion) }) },
    },
    handler: async (request) => ({ items: await unitSuggestions(runtime, request.actor, request.params.id) }),
  });
}

/** The desk of whoever takes calls: who is calling, what is already known, whom to reach. */
export function deskRoutes(app: App, runtime: Runtime): void {
  numberRoutes(app, runtime);
  app.route({
    method: 'GET',
    url: '/api/desk/caller',
    config: { access: ['matter:create-for-other'] },
    schema: {
      operationId: 'readCaller',
      summary: '来电人以前的事项（查看会留痕）',
      tags,
      querystring: Type.Object({ phone: Phone }),
      response: { 200: CallerCard },
    },
    async handler(request) {
      const { card, masked } = await callerCard(runtime, request.actor, request.query.phone);
      await recordCallerLook(runtime, request.actor, masked, card.matters.length);
      return card;
    },
  });
  contactRoutes(app, runtime);
}

function contactRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/matters/:id/contact',
    config: { access: ['matter:view-all-contact'] },
    schema: {
      operationId: 'readContact',
      summary: '查看诉求人的完整联系方式（须写明用途，会留痕）',
      tags,
      params: Id,
      body: Type.Object(
        { purpose: Type.String({ minLength: 2, maxLength: 200, title: '用途' }) },
        { additionalProperties: false },
      ),
      response: { 200: Contact },
    },
    handler: (request) =>
      unmaskContact(runtime, request.actor, request.params.id, request.body.purpose.trim()),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id/looks',
    config: { access: ['audit:read', 'matter:call'] },
    schema: {
      operationId: 'listLooks',
      summary: '谁查看过联系方式：诉求人本人和审计可见',
      tags,
      params: Id,
      response: { 200: Type.Object({ items: Type.Array(Look) }) },
    },
    handler: async (request) => ({ items: await contactLooks(runtime, request.actor, request.params.id) }),
  });
}

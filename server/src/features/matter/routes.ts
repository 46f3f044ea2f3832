import { Type } from 'typebox';
import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registerReceiptPolicy } from '../message/index.ts';
import { act } from './commands.act.ts';
import { amend } from './commands.amend.ts';
import { replyToCards } from './commands.card.ts';
import { createMatter } from './commands.create.ts';
import { partMatter } from './commands.join.ts';
import { pageText } from './item.kept.ts';
import { mayViewFile, VIEW_AREA, VIEW_UNIT } from './policy.ts';
import { registerAreaUses } from './queries.area.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
import { actedItem, createdItem, findItem, seesMatter } from './queries.item.ts';
import { findMatters } from './queries.search.ts';
import { PARTING, type Parting } from './rules.join.ts';
import { CreateBody, EventItem, MatterDetail, MatterItem } from './schema.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '事项' }) });
/** Residents see their own calls, staff those of their areas and units. */
const READERS = [VIEW_AREA, VIEW_UNIT, 'matter:call'];

export const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100, title: '搜索', description: '关键词、完整编号或电话' })),
  state: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { title: '状态' })),
  type: Type.Optional(Type.String({ maxLength: 60, title: '类型' })),
  area: Type.Optional(Type.String({ maxLength: 60, title: '区域' })),
  category: Type.Optional(Type.String({ maxLength: 60, title: '类别' })),
  source: Type.Optional(Type.String({ maxLength: 20, title: '来源' })),
  open: Type.Optional(Type.Boolean({ title: '未办结' })),
  mine: Type.Optional(Type.Boolean({ title: '与我本人有关' })),
  ...PageQuery,
});

/** Calls and their answers. */
export function matterRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(
    runtime,
    'matter',
    async (_, actor, subject, file) =>
      mayViewFile(actor, file) && (await seesMatter(runtime, actor, subject, file.created_at)),
  );
  // Who is told is of now: nothing for a unit that has left the matter.
  registerReceiptPolicy(runtime, 'matter', (_, actor, subject) =>
    seesMatter(runtime, actor, subject, runtime.clock.now()),
  );
  registerAreaUses(runtime);
  app.route({
    method: 'POST',
    url: '/api/matters',
    config: { access: ['matter:create'] },
    schema: {
      operationId: 'createMatter',
      summary: '提出或登记事项',
      tags: ['matter'],
      body: CreateBody,
      response: { 200: MatterItem, 201: MatterItem },
    },
    async handler(request, reply) {
      const created = await createMatter(runtime, request.actor, request.body);
      return reply
        .status(created.repeated ? 200 : 201)
        .send(await createdItem(runtime, request.actor, created));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/matters',
    config: { access: READERS },
    schema: {
      operationId: 'listMatters',
      summary: '事项列表',
      tags: ['matter'],
      querystring: ListQuery,
      response: { 200: PageOf(MatterItem) },
    },
    // Each item is put into words once, not once for each reader.
    serializerCompiler: () => pageText as never,
    handler: (request) => findMatters(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readMatter',
      summary: '事项详情与可做的操作',
      tags: ['matter'],
      params: Id,
      response: { 200: MatterDetail },
    },
    handler: (request) => matterDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'GET',
    url: '/api/matters/:id/events',
    config: { access: READERS },
    schema: {
      operationId: 'listMatterEvents',
      summary: '办理过程',
      tags: ['matter'],
      params: Id,
      response: { 200: Type.Object({ items: Type.Array(EventItem) }) },
    },
    handler: async (request) => ({ items: await matterEvents(runtime, request.actor, request.params.id) }),
  });
  app.route({
    method: 'POST',
    url: '/api/matters/:id/actions/:action',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'actOnMatter',
      summary: '办理：按流程执行一个操作',
      tags: ['matter'],
      params: Type.Object({ id: Type.String({ format: 'uuid' }), action: Type.String({ maxLength: 40 }) }),
      body: Type.Object(
        {
          version: Type.Integer({ title: '版本' }),
          client_id: Type.Optional(
            Type.String({
              format: 'uuid',
              title: '本次操作的编号',
              description: '由发送方生成；同一账号以同一编号重发，只算一次',
            }),
          ),
        },
        { additionalProperties: true },
      ),
      response: { 200: MatterItem },
    },
    async handler(request) {
      const { version, client_id: clientId, ...form } = request.body;
      const { id, action } = request.params;
      const step = { version, form, clientId };
      if ((PARTING as readonly string[]).includes(action)) {
        await partMatter(runtime, request.actor, id, action as Parting, step);
        return findItem(runtime, request.actor, id);
      }
      if (action === 'amend') {
        await amend(runtime, request.actor, id, step);
        return findItem(runtime, request.actor, id);
      }
      if (action === 'reply-card') {
        await replyToCards(runtime, request.actor, id, step);
        return findItem(runtime, request.actor, id);
      }
      return actedItem(runtime, await act(runtime, request.actor, id, action, step));
    },
  });
}

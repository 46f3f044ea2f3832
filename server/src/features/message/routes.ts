import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { markAllRead, markRead } from './commands.ts';
import { inbox, receipts, unreadCount } from './queries.ts';
import { IdParams, MessagePage, Receipts, ScreenPop, Unread } from './schema.ts';
import { ringScreen, SCREEN_POP, takeScreenPop } from './screen-pop.ts';

const tags = ['message'];

/** The own inbox. */
export function inboxRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/messages',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listMessages',
      summary: '我的消息，新的在前',
      tags,
      querystring: Type.Object({ ...PageQuery, unread: Type.Optional(Type.Boolean({ title: '只看未读' })) }),
      response: { 200: MessagePage },
    },
    handler: (request) => inbox(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/messages/unread',
    config: { access: 'signed-in' },
    schema: { operationId: 'countUnread', summary: '未读消息数', tags, response: { 200: Unread } },
    handler: (request) => unreadCount(runtime, request.actor),
  });
  app.route({
    method: 'POST',
    url: '/api/messages/:id/read',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readMessage',
      summary: '标为已读',
      tags,
      params: IdParams,
      response: { 200: Type.Object({ read_at: Type.String({ format: 'date-time' }) }) },
    },
    handler: (request) => markRead(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/messages/read-all',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readAllMessages',
      summary: '全部标为已读',
      tags,
      response: { 200: Type.Object({ read: Type.Integer({ description: '原来未读的条数' }) }) },
    },
    handler: (request) => markAllRead(runtime, request.actor),
  });
}

/** Who has read what was told of a subject. */
export function receiptRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/messages/receipts',
    config: { access: ['matter:view-area', 'matter:view-unit'] },
    schema: {
      operationId: 'listReceipts',
      summary: '已读回执：通知过谁，谁已读',
      tags,
      querystring: Type.Object({
        subject: Type.String({ format: 'uuid', title: '事项编号' }),
        subject_kind: Type.Optional(Type.String({ maxLength: 40, title: '对象种类' })),
      }),
      response: { 200: Receipts },
    },
    handler: (request) =>
      receipts(runtime, request.actor, request.query.subject_kind ?? 'matter', request.query.subject),
  });
}

/** The hotline's screen-pop: in from the telephone system, out to the agent. */
export function screenPopRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/screen-pop',
    config: { access: [SCREEN_POP] },
    schema: {
      operationId: 'ringScreen',
      summary: '来电弹屏：话务系统告知某坐席有来电',
      tags,
      body: ScreenPop,
      response: { 201: Type.Object({ id: Type.String() }) },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await ringScreen(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'POST',
    url: '/api/screen-pop/:id/take',
    config: { access: [SCREEN_POP] },
    schema: {
      operationId: 'takeScreenPop',
      summary: '取来电号码，只能取一次',
      tags,
      params: IdParams,
      response: { 200: Type.Object({ phone: Type.String() }) },
    },
    handler: (request) => takeScreenPop(runtime, request.actor, request.params.id),
  });
}

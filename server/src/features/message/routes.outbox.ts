import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { outbox, retryDelivery } from './outbox.ts';
import { ChangedWebhook, DeliveryPage, IdParams, NewWebhook, State, Webhook } from './schema.ts';
import { addWebhook, changeWebhook, listWebhooks, removeWebhook } from './webhooks.ts';

const tags = ['message'];
const access = ['message:outbox'];

/** The outbox of the channels. */
export function outboxRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/outbox',
    config: { access },
    schema: {
      operationId: 'listOutbox',
      summary: '发件箱：短信和回调的发送情况，不含内容和号码',
      tags,
      querystring: Type.Object({
        ...PageQuery,
        state: Type.Optional(State),
        channel: Type.Optional(Type.Union([Type.Literal('sms'), Type.Literal('webhook')], { title: '通道' })),
      }),
      response: { 200: DeliveryPage },
    },
    handler: (request) => outbox(runtime, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/outbox/:id/retry',
    config: { access },
    schema: {
      operationId: 'retryDelivery',
      summary: '重新发送',
      tags,
      params: IdParams,
      response: { 200: Type.Object({ state: Type.Literal('waiting') }) },
    },
    handler: (request) => retryDelivery(runtime, request.actor, request.params.id),
  });
}

/** Other systems that are told of events. */
export function webhookRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/webhooks',
    config: { access },
    schema: {
      operationId: 'listWebhooks',
      summary: '事件回调',
      tags,
      response: { 200: Type.Object({ items: Type.Array(Webhook) }) },
    },
    handler: () => listWebhooks(runtime),
  });
  app.route({
    method: 'POST',
    url: '/api/webhooks',
    config: { access },
    schema: {
      operationId: 'createWebhook',
      summary: '登记事件回调',
      description:
        '请求头 x-huying-signature: t=秒,v1=HMAC-SHA256(密钥, "t.正文")。正文只说什么变了，不含内容。',
      tags,
      body: NewWebhook,
      response: { 201: Webhook },
    },
    handler: async (request, reply) =>
      reply.status(201).send(await addWebhook(runtime, request.actor, request.body)),
  });
  app.route({
    method: 'PUT',
    url: '/api/webhooks/:id',
    config: { access },
    schema: {
      operationId: 'changeWebhook',
      summary: '修改事件回调',
      tags,
      params: IdParams,
      body: ChangedWebhook,
      response: { 200: Webhook },
    },
    handler: (request) => changeWebhook(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'DELETE',
    url: '/api/webhooks/:id',
    config: { access },
    schema: {
      operationId: 'removeWebhook',
      summary: '删除事件回调',
      tags,
      params: IdParams,
      response: { 204: Type.Null() },
    },
    async handler(request, reply) {
      await removeWebhook(runtime, request.actor, request.params.id);
      return reply.status(204).send(null);
    },
  });
}

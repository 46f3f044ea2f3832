import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { App } from './routes.ts';

/**
 * How many requests may be under way at once. Some hundred milliseconds of work for the database's few connections: more would
 * only make everybody wait longer, and in the end time out.
 */
const MOST_UNDER_WAY = 256;
/** Uploads and live lines wait for the other side, not for us. */
const UNCOUNTED = new Set(['/api/live', '/api/files', '/health/live', '/metrics']);

const bringsBody = ({ headers }: { headers: Record<string, unknown> }): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Turns away what comes on top with 429 and when to try again, so that what was let in is answered in time. While a body is
 * still on its way its request is not counted: a few hundred senders who never finish would keep everybody out.
 */
export function limitCrowd(app: App): void {
  let underWay = 0;
  const counted = new WeakSet<object>();
  const enter = (request: FastifyRequest, reply: FastifyReply) => {
    if (counted.has(request) || UNCOUNTED.has(request.routeOptions.url ?? '')) return;
    if (underWay >= MOST_UNDER_WAY) {
      reply.header('retry-after', '1');
      throw new Refusal(429, 'too_busy', '现在使用的人太多，请稍等一两秒再试。您填写的内容没有丢失。');
    }
    underWay += 1;
    counted.add(request);
  };
  const leave = (request: object) => {
    if (counted.delete(request)) underWay -= 1;
  };
  app.addHook('onRequest', async (request, reply) => enter(request, reply));
  app.addHook('preParsing', async (request) => {
    if (bringsBody(request)) leave(request);
  });
  app.addHook('preValidation', async (request, reply) => enter(request, reply));
  app.addHook('onResponse', async (request) => leave(request));
  app.addHook('onRequestAbort', async (request) => leave(request));
}

import { Refusal } from '../errors.ts';
import type { App } from './routes.ts';

/**
 * How many requests may be under way at once. Some hundred milliseconds of work for the database's few connections: more would
 * only make everybody wait longer, and in the end time out.
 */
const MOST_UNDER_WAY = 256;
/** Uploads and live lines wait for the other side, not for us. */
const UNCOUNTED = new Set(['/api/live', '/api/files', '/health/live', '/metrics']);

/** Turns away what comes on top with 429 and when to try again, so that what was let in is answered in time. */
export function limitCrowd(app: App): void {
  let underWay = 0;
  const counted = new WeakSet<object>();
  app.addHook('onRequest', async (request, reply) => {
    if (UNCOUNTED.has(request.routeOptions.url ?? '')) return;
    if (underWay >= MOST_UNDER_WAY) {
      reply.header('retry-after', '1');
      throw new Refusal(429, 'too_busy', '现在使用的人太多，请稍等一两秒再试。您填写的内容没有丢失。');
    }
    underWay += 1;
    counted.add(request);
  });
  const leave = (request: object) => {
    if (counted.delete(request)) underWay -= 1;
  };
  app.addHook('onResponse', async (request) => leave(request));
  app.addHook('onRequestAbort', async (request) => leave(request));
}

import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../errors.ts';
import type { News } from '../live.ts';
import type { Runtime } from '../runtime.ts';
import type { App } from './routes.ts';

// Under the idle limits of usual proxies (60 s), often enough that a dead line is noticed.
const HEARTBEAT = 20_000;
// A browser that does not read: its line is cut rather than its news kept in memory.
const MOST_UNSENT = 64 * 1024;
const MOST_LINES = 5000;
// One browser holds one line, whatever its tabs; an account has a few browsers, a program some instances.
const MOST_OF_ONE = 20;

/** Counts open lines, all and per account, and refuses one too many: nobody takes the places of the others. */
class Lines {
  #open = 0;
  readonly #of = new Map<string, number>();

  /** Takes a place; call what it returns once, when the line has ended. */
  take(account: string): () => void {
    const own = this.#of.get(account) ?? 0;
    if (own >= MOST_OF_ONE)
      throw new Refusal(
        429,
        'too_many_own_lines',
        `这个账号的实时连接已有 ${own} 个，请先关闭不用的页面或程序。`,
      );
    if (this.#open >= MOST_LINES) throw new Refusal(503, 'too_many_lines', '实时连接太多，请稍后再试。');
    this.#open += 1;
    this.#of.set(account, own + 1);
    return () => this.#leave(account);
  }

  #leave(account: string): void {
    this.#open -= 1;
    const left = this.#of.get(account)! - 1;
    if (left > 0) this.#of.set(account, left);
    else this.#of.delete(account);
  }
}

function write(stream: ServerResponse, text: string): void {
  stream.write(text);
  if (stream.writableLength > MOST_UNSENT) stream.destroy();
}

/** Ends a line whose session ended or whose reach changed; the browser comes back and is let in as what it now is. */
async function recheck(request: FastifyRequest, stream: ServerResponse): Promise<void> {
  // A database that is away for a moment ends no line: nothing is told meanwhile either.
  if (!(await request.stillTheSame().catch(() => true))) stream.end();
}

/** One line per browser that says what changed. A reconnect begins with `resync`: ask again for what is on the screen. */
export function liveRoutes(app: App, runtime: Runtime): void {
  const lines = new Lines();
  app.route({
    method: 'GET',
    url: '/api/live',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listenLive',
      summary: '实时通知（SSE）：只说什么变了',
      tags: ['system'],
      response: {
        200: Type.String({ description: 'text/event-stream: event changed, data {id, subject, kind}' }),
      },
    },
    handler(request, reply) {
      const leave = lines.take(request.actor.id);
      const stream = reply.hijack().raw;
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      write(
        stream,
        `retry: 2000\nevent: ${request.headers['last-event-id'] ? 'resync' : 'ready'}\ndata: {}\n\n`,
      );
      const stop = runtime.live.listen(request.actor, (news: News) => {
        write(stream, `id: ${news.id}\nevent: changed\ndata: ${JSON.stringify(news)}\n\n`);
        if (news.subject.endsWith(request.actor.id)) void recheck(request, stream);
      });
      const beat = setInterval(() => {
        write(stream, ': still here\n\n');
        void recheck(request, stream);
      }, HEARTBEAT);
      stream.on('close', () => {
        leave();
        stop();
        clearInterval(beat);
      });
    },
  });
}

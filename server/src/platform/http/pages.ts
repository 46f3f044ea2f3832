import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { App } from './routes.ts';

const PHONE = /Mobile|Android|iPhone|HarmonyOS/i;
/** What the `type` of every problem points to. */
const ERRORS = fileURLToPath(new URL('../../../../docs/guide/errors.md', import.meta.url));
const PAGES = { console: 'console.html', portal: 'portal.html' } as const;

/**
 * Serves the built web pages: hashed assets for ever, pages never from a cache, phones to the portal and desktops to the
 * console. Every address below a page's path is that page: it reads the rest itself.
 */
export async function servePages(app: App, folder: string): Promise<void> {
  await access(join(folder, 'console.html'));
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      cacheControl: false,
      setHeaders(reply, path) {
        const forever = path.includes(`${folder}/assets/`);
        reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    scope.get('/', (request, reply) =>
      reply.redirect(PHONE.test(request.headers['user-agent'] ?? '') ? '/portal/' : '/console/'),
    );
    scope.get('/docs/errors', (_, reply) =>
      reply.type('text/plain; charset=utf-8').send(createReadStream(ERRORS)),
    );
    for (const [path, page] of Object.entries(PAGES)) {
      const send = (_: unknown, reply: FastifyReply) =>
        reply
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-cache')
          .send(createReadStream(join(folder, page)));
      scope.get(`/${path}`, send);
      scope.get(`/${path}/*`, send);
    }
  });
}

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from './routes.ts';

/** Describes every route at /openapi.json and shows it at /docs. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '呼应 Huying', version: '0.1.0', description: '基层治理开放平台接口' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'huying_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    hideUntagged: false,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) =>
        typeof json.$id === 'string' ? json.$id : `def-${i}`,
    },
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, hide: route.config?.internal ?? false },
      url,
    }),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: false });
}

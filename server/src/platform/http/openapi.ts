import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from './routes.ts';

// biome-ignore lint/suspicious/noExplicitAny: any JSON; only the keys named here matter.
type Node = any;

/** Where a schema's `$id` waits until the whole description is there; the plugin drops `$id` itself. */
const NAME = 'x-name';

function mapKeys(node: Node, change: (node: Node) => Node): Node {
  if (Array.isArray(node)) return node.map((item) => mapKeys(item, change));
  if (node === null || typeof node !== 'object') return node;
  return change(
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapKeys(value, change)])),
  );
}

const keepName = (schema: Node): Node =>
  mapKeys(schema, ({ $id, ...rest }) => (typeof $id === 'string' ? { ...rest, [NAME]: $id } : rest));

/** Puts every named shape under components once, so that clients get a type of that name; refuses one name for two shapes. */
export function hoistNamed(description: Node): Node {
  const schemas: Record<string, Node> = {};
  const paths = mapKeys(description.paths, (node) => {
    const { [NAME]: name, ...shape } = node;
    if (typeof name !== 'string') return node;
    const known = schemas[name];
    if (known && JSON.stringify(known) !== JSON.stringify(shape))
      throw new Error(`two different shapes are both called ${name} ($id)`);
    schemas[name] = shape;
    return { $ref: `#/components/schemas/${name}` };
  });
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...description, paths, components: { ...description.components, schemas: sorted } };
}

/** Describes every route at /openapi.json and shows it at /docs. A response shape with an `$id` gets that name. */
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
    transform: ({ schema, url, route }) => ({
      schema: { ...keepName(schema ?? {}), hide: schema?.hide || (route.config?.internal ?? false) },
      url,
    }),
    transformObject: (document) => hoistNamed('openapiObject' in document ? document.openapiObject : {}),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: false });
}

import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeKey } from './commands.ts';
import { listKeys } from './queries.ts';
import { KeyList, Rotate, Rotated } from './schema.ts';

const tags = ['key'];
const config = { access: ['account:security'] };

/** The data keys, for the security administrator. No key ever leaves the program. */
export function keyRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/keys',
    config,
    schema: {
      operationId: 'listKeys',
      summary: '数据密钥：年龄、状态、还有多少值用旧密钥（不含密钥本身）',
      tags,
      response: { 200: KeyList },
    },
    handler: () => listKeys(runtime),
  });
  app.route({
    method: 'POST',
    url: '/api/keys/rotate',
    config,
    schema: {
      operationId: 'rotateKey',
      summary: '更换数据密钥，半分钟后启用',
      tags,
      body: Rotate,
      response: { 201: Rotated },
    },
    async handler({ actor, body }, reply) {
      return reply.status(201).send(await changeKey(runtime, actor, body));
    },
  });
}

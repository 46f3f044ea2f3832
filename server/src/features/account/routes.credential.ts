import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addCredential, revokeCredential } from './commands.credential.ts';
import { getCredential, listCredentials } from './queries.credential.ts';
import {
  Credential,
  CredentialCreated,
  CredentialPage,
  CredentialQuery,
  NewCredential,
} from './schema.credential.ts';
import { IdParams } from './schema.ts';

const tags = ['staff'];
const KEEPERS = ['account:manage', 'account:security'] as const;

/** Credentials of programs: the system administrator gives them, the security administrator may take them away too. */
export function credentialRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/credentials',
    config: { access: [...KEEPERS, 'audit:read'] },
    schema: {
      operationId: 'listCredentials',
      summary: '接口凭证列表',
      tags,
      querystring: CredentialQuery,
      response: { 200: CredentialPage },
    },
    handler: ({ actor, query }) => listCredentials(runtime, actor, query),
  });
  app.route({
    method: 'POST',
    url: '/api/credentials',
    config: { access: ['account:manage'] },
    schema: {
      operationId: 'createCredential',
      summary: '签发接口凭证，返回只显示一次的密钥',
      tags,
      body: NewCredential,
      response: { 201: CredentialCreated },
    },
    async handler({ actor, body }, reply) {
      const { id, secret } = await addCredential(runtime, actor, body);
      return reply.status(201).send({ secret, credential: await getCredential(runtime, actor, id) });
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/credentials/:id',
    config: { access: KEEPERS },
    schema: {
      operationId: 'revokeCredential',
      summary: '吊销接口凭证，立即生效',
      tags,
      params: IdParams,
      response: { 200: Credential },
    },
    async handler({ actor, params }) {
      await revokeCredential(runtime, actor, params.id);
      return getCredential(runtime, actor, params.id);
    },
  });
}

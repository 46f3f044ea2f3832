import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type ClusterInput, deleteCluster, saveCluster } from './commands.cluster.ts';
import { changeAreas } from './context.ts';
import { listClusters } from './queries.manage.ts';
import { MANAGE, NoContent } from './routes.manage.ts';
import { ClusterBody, ClusterItem, ClusterList, ClusterQuery } from './schema.manage.ts';
import { IdParams } from './schema.ts';

const tags = ['area'];
const inputOf = (body: { name: string; parent: string; grids: string[] }): ClusterInput => ({
  name: body.name.trim(),
  parentCode: body.parent,
  grids: body.grids,
});

async function one(runtime: Runtime, id: string) {
  return (await listClusters(runtime)).find((cluster) => cluster.id === id)!;
}

/** 网格服务片: several grids whose staff serve as one. */
export function clusterRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/areas/clusters',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listAreaClusters',
      summary: '网格服务片',
      tags,
      querystring: ClusterQuery,
      response: { 200: ClusterList },
    },
    handler: async (request) => ({ items: await listClusters(runtime, request.query.parent) }),
  });
  app.route({
    method: 'POST',
    url: '/api/areas/clusters',
    config: MANAGE,
    schema: {
      operationId: 'createAreaCluster',
      summary: '新建网格服务片',
      tags,
      body: ClusterBody,
      response: { 201: ClusterItem },
    },
    async handler({ actor, body }, reply) {
      const id = await changeAreas(runtime, actor, (ctx) => saveCluster(ctx, inputOf(body)));
      return reply.status(201).send(await one(runtime, id));
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/areas/clusters/:id',
    config: MANAGE,
    schema: {
      operationId: 'changeAreaCluster',
      summary: '修改网格服务片',
      tags,
      params: IdParams,
      body: ClusterBody,
      response: { 200: ClusterItem },
    },
    async handler({ actor, params, body }) {
      const id = await changeAreas(runtime, actor, (ctx) => saveCluster(ctx, inputOf(body), params.id));
      return one(runtime, id);
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/areas/clusters/:id',
    config: MANAGE,
    schema: {
      operationId: 'deleteAreaCluster',
      summary: '解散网格服务片',
      tags,
      params: IdParams,
      response: { 204: NoContent },
    },
    async handler({ actor, params }, reply) {
      await changeAreas(runtime, actor, (ctx) => deleteCluster(ctx, params.id));
      return reply.status(204).send(null);
    },
  });
}

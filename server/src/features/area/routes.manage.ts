import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { changeArea, createArea, retireArea } from './commands.area.ts';
import type { Published } from './commands.boundaries.ts';
import { redraw } from './commands.redraw.ts';
import { changeAreas } from './context.ts';
import { listVersions, versionDetail } from './queries.manage.ts';
import { areaDetail } from './queries.ts';
import {
  ChangeAreaBody,
  NewAreaBody,
  RedrawBody,
  RedrawResult,
  RetireBody,
  VersionDetail,
  VersionPage,
  VersionParams,
  VersionQuery,
} from './schema.manage.ts';
import { AreaDetail, AreaParams } from './schema.ts';

const tags = ['area'];
export const MANAGE = { access: ['area:manage'] } as const;
/** Boundaries drawn on a screen: some hundreds of grids with their vertices. */
const DRAWING_LIMIT = 8 * 1024 * 1024;

/** Changing areas one by one, drawing them anew, and what was drawn when. */
export function manageRoutes(app: App, runtime: Runtime): void {
  oneAreaRoutes(app, runtime);
  app.route({
    method: 'POST',
    url: '/api/areas/versions',
    config: MANAGE,
    bodyLimit: DRAWING_LIMIT,
    schema: {
      operationId: 'redrawAreas',
      summary: '调整边界：拆分、合并、重划；先检查，确认后成为新版本',
      tags,
      body: RedrawBody,
      response: { 200: RedrawResult },
    },
    async handler({ actor, body }) {
      const { dry_run = true, create = [], retire = [], boundaries = [], ...rest } = body;
      const done = await changeAreas(runtime, actor, async (ctx): Promise<Published> => {
        const published = await redraw(ctx, { ...rest, create, retire, boundaries });
        return dry_run ? ctx.undo(published) : published;
      });
      return { ...done, version: dry_run ? null : done.version };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/areas/versions',
    config: MANAGE,
    schema: {
      operationId: 'listAreaVersions',
      summary: '边界的各个版本',
      tags,
      querystring: VersionQuery,
      response: { 200: VersionPage },
    },
    handler: (request) => listVersions(runtime, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/areas/versions/:version',
    config: MANAGE,
    schema: {
      operationId: 'getAreaVersion',
      summary: '一个边界版本及其检查报告',
      tags,
      params: VersionParams,
      response: { 200: VersionDetail },
    },
    handler: (request) => versionDetail(runtime, request.params.version),
  });
}

function oneAreaRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/areas',
    config: MANAGE,
    schema: {
      operationId: 'createArea',
      summary: '新建区域或网格',
      tags,
      body: NewAreaBody,
      response: { 201: AreaDetail },
    },
    async handler({ actor, body }, reply) {
      const id = await changeAreas(runtime, actor, (ctx) => createArea(ctx, body));
      return reply.status(201).send(await areaDetail(runtime, id));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/areas/:id',
    config: MANAGE,
    schema: {
      operationId: 'changeArea',
      summary: '修改区域的名称、类型或上级',
      tags,
      params: AreaParams,
      body: ChangeAreaBody,
      response: { 200: AreaDetail },
    },
    async handler({ actor, params, body }) {
      const id = await changeAreas(runtime, actor, (ctx) => changeArea(ctx, params.id, body));
      return areaDetail(runtime, id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/areas/:id/retire',
    config: MANAGE,
    schema: {
      operationId: 'retireArea',
      summary: '停用区域',
      tags,
      params: AreaParams,
      body: RetireBody,
      response: { 200: AreaDetail },
    },
    async handler({ actor, params, body }) {
      const id = await changeAreas(runtime, actor, (ctx) => retireArea(ctx, params.id, body.version));
      return areaDetail(runtime, id);
    },
  });
}

export const NoContent = Type.Null({ description: '已完成' });

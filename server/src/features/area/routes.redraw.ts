import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Pair } from './geometry.ts';
import { mergePreview, splitPreview } from './queries.redraw.ts';
import { MANAGE } from './routes.manage.ts';
import { MergeBody, MergePreview, SplitBody, SplitPreview } from './schema.redraw.ts';
import { AreaParams } from './schema.ts';

const tags = ['area'];

/** What splitting or merging grids would make. They are put in force as a new version: POST /api/areas/versions. */
export function redrawRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/areas/:id/split-preview',
    config: MANAGE,
    schema: {
      operationId: 'previewSplit',
      summary: '拆分预览：一条线把网格分成哪两块',
      tags,
      params: AreaParams,
      body: SplitBody,
      response: { 200: SplitPreview },
    },
    handler: ({ params, body }) => splitPreview(runtime, params.id, body.line as Pair[]),
  });
  app.route({
    method: 'POST',
    url: '/api/areas/:id/merge-preview',
    config: MANAGE,
    schema: {
      operationId: 'previewMerge',
      summary: '合并预览：几个相邻网格合成的边界',
      tags,
      params: AreaParams,
      body: MergeBody,
      response: { 200: MergePreview },
    },
    handler: ({ params, body }) => mergePreview(runtime, params.id, body.with),
  });
}

import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { catalogCategories, catalogStates, catalogTypes } from './queries.catalog.ts';
import { CatalogCategory, CatalogState, CatalogType } from './schema.desk.ts';

const tags = ['matter'];
const TypeCode = Type.String({ maxLength: 60, title: '事项类型' });
const items = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item) });

/** What can be reported, and what it is called. */
export function catalogRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/catalog/types',
    config: { access: ['matter:create'] },
    schema: {
      operationId: 'listCatalogTypes',
      summary: '本人可以提出或登记的事项类型',
      tags,
      response: { 200: items(CatalogType) },
    },
    handler: async (request) => ({ items: await catalogTypes(runtime, request.actor) }),
  });
  app.route({
    method: 'GET',
    url: '/api/catalog/categories',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listCatalogCategories',
      summary: '类别；填写 q 时按正在输入的内容推荐',
      tags,
      querystring: Type.Object({
        type: Type.Optional(TypeCode),
        q: Type.Optional(Type.String({ maxLength: 4000, title: '正在输入的内容' })),
      }),
      response: { 200: items(CatalogCategory) },
    },
    handler: async (request) => ({ items: await catalogCategories(runtime, request.actor, request.query) }),
  });
  app.route({
    method: 'GET',
    url: '/api/catalog/states',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listCatalogStates',
      summary: '状态名称，供筛选',
      tags,
      querystring: Type.Object({ type: Type.Optional(TypeCode) }),
      response: { 200: items(CatalogState) },
    },
    handler: async (request) => ({ items: await catalogStates(runtime, request.query.type) }),
  });
}

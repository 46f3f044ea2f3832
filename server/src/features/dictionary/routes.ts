import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addItems, changeDictionary, changeItem, createDictionary } from './commands.ts';
import { listDictionaries, readDictionary } from './queries.ts';
import {
  ChangeDictionaryBody,
  ChangeItemBody,
  DictionaryDetail,
  DictionaryList,
  DictionaryParams,
  DictionaryQuery,
  ItemParams,
  NewDictionaryBody,
  NewItemsBody,
} from './schema.ts';
import { changeWords } from './store.ts';

const tags = ['dictionary'];
const READ = { access: 'signed-in' } as const;
const EDIT = { access: ['dictionary:edit'] } as const;

/** Lists of words: read by whoever fills in a form, changed by the system administrator. */
export function dictionaryRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/dictionaries',
    config: READ,
    schema: {
      operationId: 'listDictionaries',
      summary: '数据字典',
      tags,
      querystring: DictionaryQuery,
      response: { 200: DictionaryList },
    },
    handler: ({ query }) => listDictionaries(runtime, query.search),
  });
  app.route({
    method: 'GET',
    url: '/api/dictionaries/:code',
    config: READ,
    schema: {
      operationId: 'getDictionary',
      summary: '一个数据字典及其代码',
      tags,
      params: DictionaryParams,
      response: { 200: DictionaryDetail },
    },
    handler: ({ actor, params }) => readDictionary(runtime, actor, params.code),
  });
  editRoutes(app, runtime);
}

function editRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/dictionaries',
    config: EDIT,
    schema: {
      operationId: 'createDictionary',
      summary: '新建本市的数据字典',
      tags,
      body: NewDictionaryBody,
      response: { 201: DictionaryDetail },
    },
    async handler({ actor, body }, reply) {
      await changeWords(runtime, actor, (ctx) => createDictionary(ctx, body));
      return reply.code(201).send(await readDictionary(runtime, actor, body.code));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/dictionaries/:code',
    config: EDIT,
    schema: {
      operationId: 'changeDictionary',
      summary: '修改数据字典的名称、标准号、备注、待核对标记',
      tags,
      params: DictionaryParams,
      body: ChangeDictionaryBody,
      response: { 200: DictionaryDetail },
    },
    async handler({ actor, params: { code }, body }) {
      await changeWords(runtime, actor, (ctx) => changeDictionary(ctx, code, body));
      return readDictionary(runtime, actor, code);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/dictionaries/:code/items',
    config: EDIT,
    schema: {
      operationId: 'addDictionaryItems',
      summary: '增加代码，可一次增加多个',
      tags,
      params: DictionaryParams,
      body: NewItemsBody,
      response: { 201: DictionaryDetail },
    },
    async handler({ actor, params: { code }, body }, reply) {
      await changeWords(runtime, actor, (ctx) => addItems(ctx, code, body.items));
      return reply.code(201).send(await readDictionary(runtime, actor, code));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/dictionaries/:code/items/:number',
    config: EDIT,
    schema: {
      operationId: 'changeDictionaryItem',
      summary: '修改、停用、重新启用一个代码',
      tags,
      params: ItemParams,
      body: ChangeItemBody,
      response: { 200: DictionaryDetail },
    },
    async handler({ actor, params: { code, number }, body }) {
      await changeWords(runtime, actor, (ctx) => changeItem(ctx, code, number, body));
      return readDictionary(runtime, actor, code);
    },
  });
}

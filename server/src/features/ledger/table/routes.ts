import type { App } from '../../../platform/http/routes.ts';
import { PageOf } from '../../../platform/page.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { changeRow } from './commands.ts';
import { VIEW_LEDGERS } from './ledgers.ts';
import { columnsView, countTable, groupTable, tablePage, tableRow } from './queries.ts';
import {
  ChangedRow,
  ColumnsQuery,
  ColumnsView,
  Counted,
  CountQuery,
  GroupQuery,
  Groups,
  RowChange,
  RowParams,
  RowQuery,
  TableQuery,
  TableRow,
  ViewBody,
  ViewChange,
  ViewList,
  ViewParams,
} from './schema.ts';
import { changeView, createView, listViews, retireView } from './views.ts';

const tags = ['ledger'];
/** Whoever may open one of the ledgers; which, and what may be written, is asked behind the door. */
const access = VIEW_LEDGERS;

/** Ledgers of people, houses, organisations …: any columns, any condition, page by page. */
export function tableRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/ledger/columns',
    config: { access },
    schema: {
      operationId: 'listLedgerColumns',
      summary: '台账可选的列',
      tags,
      querystring: ColumnsQuery,
      response: { 200: ColumnsView },
    },
    handler: (request) => columnsView(runtime, request.actor, request.query.subject),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/rows',
    config: { access },
    schema: {
      operationId: 'readLedger',
      summary: '台账的一页：所选的列、条件、区域',
      tags,
      querystring: TableQuery,
      response: { 200: PageOf(TableRow) },
    },
    handler: (request) => tablePage(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/rows/:id',
    config: { access },
    schema: {
      operationId: 'readLedgerRow',
      summary: '台账的一行，现在的内容',
      tags,
      params: RowParams,
      querystring: RowQuery,
      response: { 200: TableRow },
    },
    handler: (request) => tableRow(runtime, request.actor, request.params.id, request.query),
  });
  app.route({
    method: 'PATCH',
    url: '/api/ledger/rows/:id',
    config: { access },
    schema: {
      operationId: 'changeLedgerRow',
      summary: '在台账里修改一行的几格',
      tags,
      params: RowParams,
      body: RowChange,
      response: { 200: ChangedRow },
    },
    handler: (request) => changeRow(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/count',
    config: { access },
    schema: {
      operationId: 'countLedger',
      summary: '台账有多少',
      tags,
      querystring: CountQuery,
      response: { 200: Counted },
    },
    handler: (request) => countTable(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/ledger/groups',
    config: { access },
    schema: {
      operationId: 'groupLedger',
      summary: '按一项分组的数量',
      tags,
      querystring: GroupQuery,
      response: { 200: Groups },
    },
    handler: (request) => groupTable(runtime, request.actor, request.query),
  });
}

/** Saved and shared views. */
export function viewRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/ledger/views',
    config: { access },
    schema: {
      operationId: 'listLedgerViews',
      summary: '我的和共享的台账视图',
      tags,
      querystring: ColumnsQuery,
      response: { 200: ViewList },
    },
    handler: (request) => listViews(runtime, request.actor, request.query),
  });
  app.route({
    method: 'POST',
    url: '/api/ledger/views',
    config: { access },
    schema: {
      operationId: 'createLedgerView',
      summary: '保存视图',
      tags,
      body: ViewBody,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, body }, reply) => {
      await createView(runtime, actor, body);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/ledger/views/:id',
    config: { access },
    schema: {
      operationId: 'changeLedgerView',
      summary: '修改自己的视图',
      tags,
      params: ViewParams,
      body: ViewChange,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params, body }, reply) => {
      await changeView(runtime, actor, params.id, body);
      return reply.status(204).send(null);
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/ledger/views/:id',
    config: { access },
    schema: {
      operationId: 'retireLedgerView',
      summary: '删除自己的视图',
      tags,
      params: ViewParams,
      response: { 204: { type: 'null' } },
    },
    handler: async ({ actor, params }, reply) => {
      await retireView(runtime, actor, params.id);
      return reply.status(204).send(null);
    },
  });
}

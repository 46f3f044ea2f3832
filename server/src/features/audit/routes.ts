import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { closeAlert } from './commands.ts';
import { alertView, chainState, listAlerts } from './queries.alert.ts';
import { listEntries } from './queries.ts';
import {
  Alert,
  AlertPage,
  AlertQuery,
  ChainState,
  ChangePolicy,
  CloseAlert,
  EntryPage,
  EntryQuery,
  IdParams,
  PolicyInForce,
} from './schema.ts';
import { changePolicy, policyOf } from './settings.ts';

const tags = ['audit'];
const config = { access: ['audit:read'] };

/** For the audit administrator alone. */
export function auditRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/audit/entries',
    config,
    schema: {
      operationId: 'listAuditEntries',
      summary: '审计记录：查看、导出、登录、授权、密钥与配置变更',
      tags,
      querystring: EntryQuery,
      response: { 200: EntryPage },
    },
    handler: ({ query }) => listEntries(runtime, query),
  });
  app.route({
    method: 'GET',
    url: '/api/audit/alerts',
    config,
    schema: {
      operationId: 'listAuditAlerts',
      summary: '异常查阅',
      tags,
      querystring: AlertQuery,
      response: { 200: AlertPage },
    },
    handler: ({ query }) => listAlerts(runtime, query),
  });
  app.route({
    method: 'POST',
    url: '/api/audit/alerts/:id/close',
    config,
    schema: {
      operationId: 'closeAuditAlert',
      summary: '写明核查结果，办结一条异常查阅',
      tags,
      params: IdParams,
      body: CloseAlert,
      response: { 200: Alert },
    },
    async handler({ actor, params, body }) {
      await closeAlert(runtime, actor, params.id, body);
      return alertView(runtime, params.id);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/audit/chain',
    config,
    schema: {
      operationId: 'auditChain',
      summary: '审计日志哈希链：最新一批的哈希（可在系统外留存）和自动核对的结果',
      tags,
      response: { 200: ChainState },
    },
    handler: () => chainState(runtime),
  });
  policyRoutes(app, runtime);
}

function policyRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/audit/policy',
    config,
    schema: {
      operationId: 'readAuditPolicy',
      summary: '异常查阅的预警规则',
      tags,
      response: { 200: PolicyInForce },
    },
    handler: () => policyOf(runtime),
  });
  app.route({
    method: 'PUT',
    url: '/api/audit/policy',
    config,
    schema: {
      operationId: 'changeAuditPolicy',
      summary: '修改异常查阅的预警规则；修改本身记入审计',
      tags,
      body: ChangePolicy,
      response: { 200: PolicyInForce },
    },
    handler: ({ actor, body }) => changePolicy(runtime, actor, body),
  });
}

import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Type } from 'typebox';
import { Refusal } from '../errors.ts';
import { keyUses } from '../keys/count.ts';
import type { Runtime } from '../runtime.ts';
import type { App } from './routes.ts';

const Ok = Type.Object({ status: Type.Literal('ok') });

/** Health, metrics and the interface's description. */
export function systemRoutes(app: App, runtime: Runtime): void {
  measure(app, runtime);
  app.route({
    method: 'GET',
    url: '/health/live',
    config: { access: 'public' },
    schema: { operationId: 'live', summary: '程序是否在运行', tags: ['system'], response: { 200: Ok } },
    handler: () => ({ status: 'ok' as const }),
  });
  app.route({
    method: 'GET',
    url: '/health/ready',
    config: { access: 'public' },
    schema: {
      operationId: 'ready',
      summary: '是否可以使用（数据库已连上）',
      tags: ['system'],
      response: { 200: Ok },
    },
    async handler() {
      await sql`select 1`.execute(runtime.db).catch(() => {
        throw new Refusal(503, 'not_ready', '数据库暂时连不上，正在恢复。');
      });
      return { status: 'ok' as const };
    },
  });
  app.route({
    method: 'GET',
    url: '/openapi.json',
    config: { access: 'public', internal: true },
    handler: () => app.swagger(),
  });
}

/** How long answers take, by route and status, and the program's own figures, for Prometheus. */
function measure(app: App, runtime: Runtime): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureKeys(registry, runtime);
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of answers by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.route({
    method: 'GET',
    url: '/metrics',
    // Figures without personal data; an operator who opens HOST to others keeps it behind the proxy.
    config: { access: 'public', internal: true },
    async handler(_, reply) {
      reply.type(registry.contentType);
      return registry.metrics();
    },
  });
}

/** How many values stand under the key that seals now and under earlier ones, as last counted. */
function measureKeys(registry: Registry, { db, keys }: Runtime): void {
  const gauge = new Gauge({
    name: 'huying_sealed_values',
    help: 'Sealed values by table and whether their key is the newest, as last counted',
    labelNames: ['table', 'key'] as const,
    registers: [registry],
    async collect() {
      gauge.reset();
      for (const { table, counts } of await keyUses(db).catch(() => []))
        for (const [number, n] of Object.entries(counts))
          gauge.inc({ table, key: Number(number) === keys.newest() ? 'newest' : 'older' }, n);
    },
  });
}

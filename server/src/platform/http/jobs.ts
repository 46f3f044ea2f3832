import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import type { Actor } from '../access.ts';
import { conflict, notFound } from '../errors.ts';
import { atMost, cursorId, type Page, PageOf, PageQuery, toPage } from '../page.ts';
import type { Runtime } from '../runtime.ts';
import { Nullable } from '../schema.ts';
import type { App } from './routes.ts';

export const JobItem = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    kind: Type.String(),
    state: Type.String({
      description: 'waiting 排队 · running 进行中 · done 完成 · failed 失败 · cancelled 已取消',
    }),
    progress: Type.Unknown({ description: '进度，由工作种类决定' }),
    result: Type.Unknown({ description: '结果，由工作种类决定；完成前为 null' }),
    error: Nullable(Type.String()),
    subject: Nullable(Type.String({ description: '工作的对象（如一次导入的编号）；没有则为 null' })),
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
  },
  { $id: 'Job' },
);
export type Job = Static<typeof JobItem>;

interface Row extends Omit<Job, 'created_at' | 'updated_at'> {
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = sql.raw(
  "id, kind, state, progress, result, error, input ->> 'subject' as subject, created_at, updated_at",
);

const toJob = (row: Row): Job => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** One's own job; 404 for anybody else's. */
export async function readJob(runtime: Runtime, actor: Actor, id: string): Promise<Job> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from job where id = ${id}::uuid and account_id = ${actor.id}::uuid`.execute(runtime.db);
  if (!rows[0]) throw notFound('工作');
  return toJob(rows[0]);
}

/** One's own jobs, the newest first. */
async function listJobs(
  runtime: Runtime,
  actor: Actor,
  { kind, cursor, limit = 50 }: { kind?: string; cursor?: string; limit?: number },
): Promise<Page<Job>> {
  const after = cursorId(cursor);
  const { rows } = await sql<Row>`
    select ${COLUMNS} from job where account_id = ${actor.id}::uuid
      ${kind ? sql`and kind = ${kind}` : sql``} ${after ? sql`and id < ${after}::uuid` : sql``}
    order by id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: page.items.map(toJob), next: page.next };
}

/** Ends one's own job: a running one stops at its next report. What it has done already stays done. */
async function cancelJob(runtime: Runtime, actor: Actor, id: string): Promise<Job> {
  const { rows } = await sql`
    update job set state = 'cancelled', lease_until = null, updated_at = ${runtime.clock.now()}::timestamptz
    where id = ${id}::uuid and account_id = ${actor.id}::uuid and state in ('waiting', 'running')
    returning id`.execute(runtime.db);
  const job = await readJob(runtime, actor, id);
  if (rows.length === 0 && job.state !== 'cancelled')
    throw conflict('job_ended', '这项工作已经结束，不能再取消。', { state: job.state });
  return job;
}

const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '工作编号' }) });

/** Long work that one started (an import, an export): how far it is, what came of it, and how to stop it. */
export function jobRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/jobs',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listJobs',
      summary: '我的后台工作（导入、导出）',
      tags: ['job'],
      querystring: Type.Object({
        kind: Type.Optional(Type.String({ maxLength: 60, title: '种类' })),
        ...PageQuery,
      }),
      response: { 200: PageOf(JobItem) },
    },
    handler: (request) => listJobs(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/jobs/:id',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'readJob',
      summary: '一项后台工作的进度与结果',
      tags: ['job'],
      params: Id,
      response: { 200: JobItem },
    },
    handler: (request) => readJob(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/jobs/:id/cancel',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'cancelJob',
      summary: '取消后台工作；已完成的部分保留',
      tags: ['job'],
      params: Id,
      response: { 200: JobItem },
    },
    handler: (request) => cancelJob(runtime, request.actor, request.params.id),
  });
}

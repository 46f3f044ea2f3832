import { sql } from 'kysely';
import { SYSTEM } from './access.ts';
import { Refusal } from './errors.ts';
import type { JobKind, JobRun } from './feature.ts';
import { uuidv7 } from './ids.ts';
import { type Context, type Runtime, run } from './runtime.ts';

const PAUSE = 500;
// A program that dies leaves its job to others after this; while it works it renews that by a beat.
const LEASE = '20 seconds';
const BEAT = 5000;
const MOST_ATTEMPTS = 5;
const AT_ONCE = 2;
// What went wrong inside is for the log, not for whoever started the work.
const FAULT = '系统出错了，这项工作没有完成。请稍后再试；如仍不行，请联系管理员。';

/** Beside a job's input: the credential of the program that asked for it. */
const ASKED_BY = 'asked_by_credential';

interface Claimed {
  id: string;
  kind: string;
  account_id: string;
  /** Of several who took it up, one after the lease of the other, whose turn this is. */
  attempts: number;
  // biome-ignore lint/suspicious/noExplicitAny: given by whoever queued it.
  input: any;
  // biome-ignore lint/suspicious/noExplicitAny: given by the job itself.
  progress: any;
}

/** Queues long work for whoever asks, in the transaction of the request; returns the job's id. */
export function queueJob(ctx: Context, kind: string, input: object): string {
  const id = uuidv7(ctx.now);
  const { id: account, credential } = ctx.actor;
  // The job's own rights are judged when it runs, and a program's otherwise than a person's.
  const kept = { ...input, ...(credential && { [ASKED_BY]: credential }) };
  ctx.write(sql`insert into job (id, kind, state, account_id, input, created_at, updated_at)
    values (${id}::uuid, ${kind}, 'waiting', ${account}::uuid, ${JSON.stringify(kept)}::jsonb,
      ${ctx.now}::timestamptz, ${ctx.now}::timestamptz)`);
  return id;
}

async function claim(runtime: Runtime, kinds: string[]): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update job set state = 'running', attempts = attempts + 1, lease_until = now() + ${LEASE}::interval, updated_at = now()
    where id = (
      select id from job where kind = any (${kinds}::text[]) and attempts < ${MOST_ATTEMPTS}
        and (state = 'waiting' or (state = 'running' and lease_until < now()))
      order by id for update skip locked limit 1)
    returning id, kind, account_id, attempts, input, progress`.execute(runtime.db);
  return rows[0];
}

/** The job while it is this claim's: not cancelled, and not taken up by somebody else since. */
const held = ({ id, attempts }: Claimed) =>
  sql`id = ${id}::uuid and state = 'running' and attempts = ${attempts}::int`;

/** Keeps the claim while the work goes on, however long it has nothing to report; returns what ends that. */
function beat(runtime: Runtime, job: Claimed): () => void {
  const renew = () =>
    sql`update job set lease_until = now() + ${LEASE}::interval where ${held(job)}`
      .execute(runtime.db)
      .catch((error) =>
        runtime.log.warn({ err: error, job: job.id }, 'the lease of a job could not be renewed'),
      );
  const timer = setInterval(renew, BEAT);
  return () => clearInterval(timer);
}

function runOf(runtime: Runtime, job: Claimed): JobRun {
  const { [ASKED_BY]: credential, ...input } = job.input;
  return {
    id: job.id,
    accountId: job.account_id,
    credential,
    input,
    progress: job.progress,
    async report(progress) {
      const { numAffectedRows } = await sql`
        update job set progress = ${JSON.stringify(progress)}::jsonb, lease_until = now() + ${LEASE}::interval, updated_at = now()
        where ${held(job)}`.execute(runtime.db);
      if (!numAffectedRows) throw new Error('这项工作已被取消');
    },
  };
}

async function finish(
  runtime: Runtime,
  job: Claimed,
  state: string,
  result: unknown,
  error: string | null,
): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    ctx.write(sql`update job set state = ${state}, result = ${JSON.stringify(result ?? null)}::jsonb, error = ${error},
      lease_until = null, updated_at = ${ctx.now}::timestamptz where ${held(job)}`);
  });
}

/** Work during which the program died each time: it is given up, and says so. */
async function giveUp(runtime: Runtime): Promise<void> {
  await sql`update job set state = 'failed', error = ${FAULT}, lease_until = null, updated_at = now()
    where state = 'running' and attempts >= ${MOST_ATTEMPTS} and lease_until < now()`.execute(runtime.db);
}

async function work(runtime: Runtime, kinds: JobKind[]): Promise<boolean> {
  const job = await claim(
    runtime,
    kinds.map((kind) => kind.kind),
  );
  if (!job) {
    await giveUp(runtime);
    return false;
  }
  const kind = kinds.find((each) => each.kind === job.kind)!;
  const still = beat(runtime, job);
  try {
    await finish(runtime, job, 'done', await kind.work(runtime, runOf(runtime, job)), null);
  } catch (error) {
    runtime.log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed');
    await finish(runtime, job, 'failed', null, error instanceof Refusal ? error.message : FAULT);
  } finally {
    still();
  }
  return true;
}

/**
 * Works off queued jobs until stopped, so many at a time: a long import leaves room for somebody's export, and of two imports one thinks
 * while the database writes the other. A job whose program died is taken up again, up to a bound.
 */
export function startJobs(runtime: Runtime, kinds: JobKind[]): { stop(): Promise<void> } {
  let stopped = false;
  const lane = async () => {
    while (!stopped) {
      const worked = await work(runtime, kinds).catch((error) => {
        if (!stopped) runtime.log.error({ err: error }, 'taking a job failed and will be tried again');
        return false;
      });
      if (!worked && !stopped) await new Promise((done) => setTimeout(done, PAUSE));
    }
  };
  const lanes = Promise.all(Array.from({ length: AT_ONCE }, lane));
  return {
    async stop() {
      stopped = true;
      await lanes;
    },
  };
}

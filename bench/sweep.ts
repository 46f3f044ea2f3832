import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { BENCH_KEY } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { quantile, type Report } from './figure.ts';
import { fillOpen, makeDue, onDatabase } from './sweep.fill.ts';
import { option } from './tokens.ts';

export const name = 'sweep';

const WORKERS = 3;
const PER_SECOND = 1000;
/** Seconds of clocks before, so that what is measured is not how long programs take to start. */
const WARMING = 3;
/** Around the kill, what the dead process had in hand has this long. */
const AROUND_KILL = 2000;

async function startWorker(url: string, nth: number): Promise<ChildProcess> {
  const child = fork(new URL('../server/test/sweep.program.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_URL: url,
      HUYING_KEY: BENCH_KEY,
      HUYING_DATA: `/tmp/huying-bench-sweep-${nth}`,
      LOG_LEVEL: 'error',
      DATABASE_POOL: '2',
    },
  });
  await new Promise<void>((done, fail) => {
    child.once('message', () => done());
    child.once('exit', () => fail(new Error('a worker ended before it was ready')));
  });
  return child;
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  const ended = new Promise<void>((done) => worker.once('exit', () => done()));
  if (worker.connected) worker.disconnect();
  await ended;
}

/** Writes down when each transaction was first seen committed, by asking for new ones again and again. */
function watchCommits(client: pg.Client): { seen: Map<string, number>; stop(): Promise<void> } {
  const seen = new Map<string, number>();
  let stopped = false;
  const loop = (async () => {
    let from = (await client.query('select pg_snapshot_xmin(pg_current_snapshot())::text as xmin')).rows[0]
      .xmin;
    while (!stopped) {
      // All that was running at the last look, and all since.
      const { rows } = await client.query(
        `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
           array(select distinct xid::text from event where xid >= $1::xid8) as xids`,
        [from],
      );
      const now = Date.now();
      for (const xid of rows[0].xids) if (!seen.has(xid)) seen.set(xid, now);
      from = rows[0].xmin;
      await sleep(20);
    }
  })();
  return {
    seen,
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

interface Handled {
  clock: string;
  due: number;
  committed: number;
}

async function handledSince(client: pg.Client, from: Date, seen: Map<string, number>): Promise<Handled[]> {
  const { rows } = await client.query(
    `select xid::text as xid, data -> 'ladder' ->> 'clock' as clock, data -> 'ladder' ->> 'rung' as rung,
       extract(epoch from (data -> 'ladder' ->> 'at')::timestamptz) * 1000 as due
     from event where kind = 'matter.escalate' and (data -> 'ladder' ->> 'at')::timestamptz >= $1`,
    [from],
  );
  return rows.map(({ xid, clock, rung, due }) => ({
    clock: `${clock} ${rung}`,
    due: Number(due),
    committed: seen.get(xid) ?? Number.NaN,
  }));
}

/**
 * So many clocks come to their rung each second over so many open matters; three workers take them, one of them is killed half-way.
 * `--matters=` for a smaller city, `--seconds=` for a shorter time, `--database=URL` uses a city filled before.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const given = option(args, 'database');
  const matters = Number(option(args, 'matters') ?? 1_000_000);
  const seconds = Math.min(Number(option(args, 'seconds') ?? 60), Math.floor(matters / PER_SECOND) - WARMING);
  const database = given ? { url: given, drop: async () => {} } : await benchDatabase('sweep');
  if (!given) await fillOpen(database.url, matters, (line) => console.error(line));
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, (_, nth) => startWorker(database.url, nth)),
  );
  await makeDue(database.url, PER_SECOND, WARMING, new Date());
  await sleep(WARMING * 2000);
  const from = new Date(Date.now() + 10_000);
  const expected = await makeDue(database.url, PER_SECOND, seconds, from);
  await onDatabase(database.url, async (client) => {
    const commits = watchCommits(client);
    const killAt = from.getTime() + (seconds * 1000) / 2;
    await sleep(Math.max(0, killAt - Date.now()));
    workers[0]!.kill('SIGKILL');
    await sleep(from.getTime() + seconds * 1000 + 10_000 - Date.now());
    await Promise.all(workers.slice(1).map(stopWorker));
    await commits.stop();
    const handled = await handledSince(client, from, commits.seen);
    tell(report, handled, { expected, matters, killAt });
  });
  await database.drop();
}

function tell(
  report: Report,
  handled: readonly Handled[],
  { expected, matters, killAt }: { expected: number; matters: number; killAt: number },
): void {
  const lateOf = (some: readonly Handled[]) => some.map(({ due, committed }) => committed - due);
  const near = handled.filter(({ due }) => due > killAt - 1000 && due < killAt + AROUND_KILL);
  const usual = lateOf(handled.filter((each) => !near.includes(each)));
  const once = new Set(handled.map(({ clock }) => clock)).size;
  report({ name: `clocks due on ${matters} open matters`, value: expected, unit: 'clocks' });
  report({ name: 'handled', value: once, unit: 'clocks' });
  report({ name: 'lateness, p50', value: quantile(usual, 0.5), unit: 'ms' });
  report({ name: 'lateness, p95', value: quantile(usual, 0.95), unit: 'ms' });
  const [most, mostNear] = [quantile(usual, 1), quantile(lateOf(near), 1)];
  report({ name: 'lateness, most', value: most, unit: 'ms', bound: '<= 1000', ok: most <= 1000 });
  report({
    name: 'lateness around the kill, most',
    value: mostNear,
    unit: 'ms',
    bound: `<= ${AROUND_KILL}`,
    ok: mostNear <= AROUND_KILL,
  });
  const twice = handled.length - once;
  report({ name: 'handled twice', value: twice, unit: 'clocks', bound: '= 0', ok: twice === 0 });
  report({ name: 'missed', value: expected - once, unit: 'clocks', bound: '= 0', ok: expected === once });
}

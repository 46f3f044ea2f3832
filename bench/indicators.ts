import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { readConfig } from '../server/src/config.ts';
import { loadActor, staffByUsername } from '../server/src/features/account/index.ts';
import { folder } from '../server/src/features/insight/jobs.fold.ts';
import { act, createMatter } from '../server/src/features/matter/index.ts';
import type { Actor } from '../server/src/platform/access.ts';
import { drain } from '../server/src/platform/subscribers.ts';
import { createProgram, type Program } from '../server/src/program.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { quantile, type Report } from './figure.ts';
import { fillFacts } from './indicators.fill.ts';
import { createClient, load } from './loader.ts';
import { option, tokensOn } from './tokens.ts';

export const name = 'indicators';

const CLIENTS = 8;
const SECONDS = 3;
const BOUND = 100;
const SMALL = 10_000;
/** Lives of repairs, of four steps each, that leave some 500 events; so many times. */
const LIVES = 125;
const ROUNDS = 8;

/** Who looks at which rows of a month, and at which number's list: a common one, and a rare one. */
const TABLES: [who: string, what: string][] = [
  ['city1', 'grain=area'],
  ['city1', 'grain=unit'],
  ['city1', 'grain=post'],
  ['city1', 'grain=person'],
  ['district1', 'grain=unit'],
  ['street1', 'grain=area'],
  ['street1', 'grain=person'],
  ['dept-urban', 'grain=unit'],
  ['dept-urban', 'grain=person'],
  ['grid1', 'account=me'],
];
const LISTS: [who: string, what: string][] = [
  ['city1', 'measure=handle_due'],
  ['city1', 'measure=resolve_reworked'],
  ['district1', 'measure=handle_due'],
  ['district1', 'measure=resolve_reworked'],
  ['street1', 'measure=handle_due'],
  ['community1', 'measure=resolve_reworked'],
  ['dept-urban', 'measure=handle_due'],
  ['dept-urban', 'measure=handle_extended'],
  ['community1', 'measure=resolve_done&account=me'],
];

interface Measured {
  /** p95 in milliseconds of each question. */
  times: Map<string, number>;
  /** Lists that are not as long as their number says. */
  wrong: number;
  /** p95 in milliseconds of folding the events of one round, and how many they were. */
  fold: number;
  events: number;
}

/** A day of a month that is over. */
const DAY = new Date(Date.now() - 45 * 86_400_000).toISOString().slice(0, 10);
const MONTH = `scheme=service&period=month&day=${DAY}`;

async function ask(url: string): Promise<Pick<Measured, 'times' | 'wrong'>> {
  const people = [...new Set([...TABLES, ...LISTS].map(([who]) => who))];
  const { staff } = await tokensOn(url, people, 0);
  const server = await startUnderTest(url);
  const times = new Map<string, number>();
  let wrong = 0;
  const questions = [
    ...TABLES.map(
      ([who, what]) => [`table ${who} ${what}`, who, `/api/insight/table?${MONTH}&${what}`] as const,
    ),
    ...LISTS.map(
      ([who, what]) => [`list ${who} ${what}`, who, `/api/insight/facts?${MONTH}&${what}`] as const,
    ),
  ];
  for (const [title, who, path] of questions) {
    const clients = Array.from({ length: CLIENTS }, () => createClient(server.port, staff.get(who)));
    const first = await clients[0]!.ask('GET', path);
    if (first.status !== 200) throw new Error(`${title}: ${first.status} ${JSON.stringify(first.body)}`);
    if (title.startsWith('list') && first.body.items.length !== Math.min(50, first.body.total)) wrong += 1;
    const once = async (worker: number) => (await clients[worker]!.ask('GET', path)).status === 200;
    await load(CLIENTS, 0.5, once);
    const run = await load(CLIENTS, SECONDS, once);
    if (run.failures > 0) throw new Error(`${title}: ${run.failures} questions failed`);
    times.set(title, quantile(run.times, 0.95));
    console.error(
      `${title}: ${first.body.rows?.length ?? first.body.total} rows, p95 ${times.get(title)!.toFixed(1)} ms`,
    );
    for (const client of clients) client.close();
  }
  await server.stop();
  return { times, wrong };
}

/** A repair from the call to its close by the property company. */
async function live({ runtime }: Program, caller: Actor, property: Actor, area: string): Promise<void> {
  const { id } = await createMatter(runtime, caller, {
    client_id: randomUUID(),
    type: 'repair',
    category: 'rp-water-01',
    text: '家里突然停水了，楼上楼下都没有水',
    area,
  });
  const { rows } = await sql<{ version: number }>`select version from matter where id = ${id}::uuid`.execute(
    runtime.db,
  );
  const sent = await act(runtime, property, id, 'dispatch', { version: rows[0]!.version, form: {} });
  const done = await act(runtime, property, id, 'feedback', {
    version: sent.version,
    form: { reply: '已更换阀门。' },
  });
  await act(runtime, property, id, 'close', { version: done.version, form: { reply: '已修好。' } });
}

async function counted({ runtime }: Program): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from event e, subscriber s where s.name = ${folder.name} and (e.xid, e.seq) > (s.xid, s.seq)`.execute(
    runtime.db,
  );
  return rows[0]!.n;
}

/** What the lives of some matters left in the log is folded at once, with nothing else under way. */
async function fold(url: string): Promise<Pick<Measured, 'fold' | 'events'>> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY, LOG_LEVEL: 'error' }),
    url,
  );
  const { runtime } = program;
  const property = (await loadActor(runtime.db, (await staffByUsername(runtime.db, 'property1'))!))!;
  const { rows } = await sql<{ caller: string; area: string }>`
    select (select id from account where kind = 'resident' order by id limit 1) as caller, c.code as area
    from account_relation l join account_unit u on u.id = l.unit_id join area c on c.id = u.area_id
    where l.account_id = ${property.id}::uuid`.execute(runtime.db);
  const caller = (await loadActor(runtime.db, rows[0]!.caller))!;
  await drain(runtime, [folder]);
  const times: number[] = [];
  let events = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let i = 0; i < LIVES; i += 1) await live(program, caller, property, rows[0]!.area);
    events = Math.max(events, await counted(program));
    const begun = performance.now();
    await drain(runtime, [folder]);
    times.push(performance.now() - begun);
  }
  await program.stop();
  return { fold: quantile(times, 0.95), events };
}

async function filled(facts: number, given: string | undefined): Promise<Measured> {
  const database = given ? { url: given, drop: async () => {} } : await benchDatabase('indicators');
  if (!given) await fillFacts(database.url, facts, (line) => console.error(line));
  const measured = { ...(await ask(database.url)), ...(await fold(database.url)) };
  await database.drop();
  return measured;
}

/**
 * The tables and lists of a month at 8 clients, and a fold of the events of 125 matters, beside the same in a small city.
 * `--facts=N` fills fewer; `--database=URL` measures a city filled before.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const facts = Number(option(args, 'facts') ?? 1_000_000);
  const small = await filled(SMALL, option(args, 'small'));
  const large = await filled(facts, option(args, 'database'));
  const beside = (what: string, value: number, before: number, bound?: number) => {
    const ratio = value / before;
    report({
      name: what,
      value,
      unit: 'ms',
      reference: before,
      ratio,
      ...(bound && { bound: `<= ${bound}`, ok: value <= bound }),
    });
    report({
      name: `${what}, against ${SMALL} facts`,
      value: ratio,
      unit: 'times',
      bound: '<= 2',
      ok: ratio <= 2,
    });
  };
  for (const [what, p95] of large.times) beside(`${what}, p95`, p95, small.times.get(what)!, BOUND);
  beside(`fold of ${large.events} events, p95`, large.fold, small.fold);
  report({
    name: 'lists that are not as long as their number',
    value: large.wrong,
    unit: 'lists',
    bound: '= 0',
    ok: large.wrong === 0,
  });
}

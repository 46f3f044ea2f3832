import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '../server/src/platform/database/open.ts';
import { startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { quantile, type Report } from './figure.ts';
import { type Client, createClient, load } from './loader.ts';
import { fillMillion } from './million.ts';
import { option, tokensOn } from './tokens.ts';

export const name = 'lifecycle';

const CLIENTS = 24;
const SECONDS = 20;
/** Lifecycles a second, five seconds each. */
const BURSTS = [10, 150, 10, 300, 10];
const BURST_SECONDS = 5;

interface Actors {
  caller: Client;
  property: Client;
}

interface Tally {
  /** Milliseconds of each call. */
  calls: number[];
  created: string[];
  closed: string[];
  turnedAway: number;
  faults: string[];
  /** Reads that did not show the write just acknowledged. */
  stale: number;
}

const newTally = (): Tally => ({ calls: [], created: [], closed: [], turnedAway: 0, faults: [], stale: 0 });

/** One call, timed; what is turned away (429) waits and is tried again, anything else unexpected is a fault. */
async function call(tally: Tally, client: Client, method: string, path: string, body?: object) {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const begun = performance.now();
    const answer = await client
      .ask(method, path, body)
      .catch((error) => ({ status: 599, body: String(error) }));
    if (answer.status !== 429) {
      tally.calls.push(performance.now() - begun);
      if (answer.status >= 300)
        tally.faults.push(`${method} ${path} ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
      return answer.status < 300 ? answer.body : null;
    }
    tally.turnedAway += 1;
    await sleep(250 + Math.random() * 500);
  }
  return null;
}

/** A repair from the resident's call to its close by the property company, and the caller's look at the answer. */
async function lifecycle(tally: Tally, { caller, property }: Actors, community: string): Promise<boolean> {
  const matter = await call(tally, caller, 'POST', '/api/matters', {
    client_id: randomUUID(),
    type: 'repair',
    category: 'rp-water-01',
    text: '家里突然停水了，楼上楼下都没有水',
    area: community,
  });
  if (!matter) return false;
  tally.created.push(matter.id);
  const path = `/api/matters/${matter.id}`;
  const act = (action: string, version: number, form: object = {}) =>
    call(tally, property, 'POST', `${path}/actions/${action}`, { version, ...form });
  const sent = await act('dispatch', matter.version);
  const done = sent && (await act('feedback', sent.version, { reply: '已更换损坏的阀门，恢复供水。' }));
  const closed = done && (await act('close', done.version, { reply: '已修好。' }));
  if (!closed) return false;
  tally.closed.push(matter.id);
  const seen = await call(tally, caller, 'GET', path);
  if (seen?.state !== closed.state || seen?.version !== closed.version) tally.stale += 1;
  return seen !== null;
}

/** Starts lifecycles at a rate whether or not earlier ones have ended, as people do. */
async function burst(tally: Tally, perSecond: number, start: () => Promise<unknown>): Promise<void> {
  const all: Promise<unknown>[] = [];
  const began = performance.now();
  for (let i = 0; i < perSecond * BURST_SECONDS; i += 1) {
    const due = began + (i / perSecond) * 1000;
    if (due > performance.now()) await sleep(due - performance.now());
    all.push(start().catch((error) => tally.faults.push(String(error))));
  }
  await Promise.all(all);
}

/** Acknowledged closes that the database does not have. */
async function lost(url: string, tally: Tally): Promise<number> {
  const db = openDatabase(url, { poolSize: 1 });
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from matter where id = any (${tally.created}::uuid[])
      and (id <> all (${tally.closed}::uuid[]) or state = 'closed')`.execute(db);
  await db.destroy();
  return tally.created.length - Number(rows[0]!.n);
}

async function communityOf(url: string): Promise<string> {
  const db = openDatabase(url, { poolSize: 1 });
  const { rows } = await sql<{ code: string }>`
    select c.code from account a join account_relation l on l.account_id = a.id join account_unit u on u.id = l.unit_id
    join area c on c.id = u.area_id where a.username = 'property1'`.execute(db);
  await db.destroy();
  return rows[0]!.code;
}

/** Whole lives of repairs on top of a million matters, steady and in bursts. `--database=URL` uses a city filled before. */
export async function run(report: Report, args: string[]): Promise<void> {
  const given = option(args, 'database');
  const matters = Number(option(args, 'matters') ?? 1_000_000);
  const database = given ? { url: given, drop: async () => {} } : await benchDatabase('lifecycle');
  if (!given) await fillMillion(database.url, { matters, say: (line) => console.error(line) });
  const { staff, residents } = await tokensOn(database.url, ['property1'], CLIENTS);
  const community = await communityOf(database.url);
  const server = await startUnderTest(database.url);
  const pairs = residents.map(
    (token): Actors => ({
      caller: createClient(server.port, token),
      property: createClient(server.port, staff.get('property1')!),
    }),
  );
  await load(CLIENTS, 3, (worker) => lifecycle(newTally(), pairs[worker % pairs.length]!, community));

  const steady = newTally();
  const run = await load(CLIENTS, SECONDS, (worker) =>
    lifecycle(steady, pairs[worker % pairs.length]!, community),
  );
  const rate = run.perSecond * (1 - run.failures / run.times.length);
  report({
    name: `lifecycles on ${matters} matters`,
    value: rate,
    unit: '1/s',
    bound: '>= 120',
    ok: rate >= 120,
    reference: 6.3,
    ratio: rate / 6.3,
  });
  report({ name: 'a call, p50', value: quantile(steady.calls, 0.5), unit: 'ms' });
  report({
    name: 'a call, p95',
    value: quantile(steady.calls, 0.95),
    unit: 'ms',
    bound: '<= 300',
    ok: quantile(steady.calls, 0.95) <= 300,
  });
  report({
    name: 'reads that missed a write',
    value: steady.stale,
    unit: 'reads',
    bound: '= 0',
    ok: steady.stale === 0,
  });
  report({
    name: 'faults',
    value: steady.faults.length,
    unit: 'calls',
    bound: '= 0',
    ok: steady.faults.length === 0,
  });

  const tally = newTally();
  for (const perSecond of BURSTS) {
    let next = 0;
    // A connection for each that is under way at once, as for as many phones.
    await burst(tally, perSecond, async () => {
      const token = residents[next++ % residents.length]!;
      const actors = {
        caller: createClient(server.port, token),
        property: createClient(server.port, staff.get('property1')!),
      };
      await lifecycle(tally, actors, community);
      actors.caller.close();
      actors.property.close();
    });
  }
  report({ name: 'bursts: lifecycles', value: tally.closed.length, unit: 'lifecycles' });
  report({ name: 'bursts: turned away and tried again (429)', value: tally.turnedAway, unit: 'calls' });
  report({
    name: 'bursts: faults (5xx, broken off)',
    value: tally.faults.length,
    unit: 'calls',
    bound: '= 0',
    ok: tally.faults.length === 0,
  });
  report({ name: 'bursts: p95', value: quantile(tally.calls, 0.95), unit: 'ms' });
  const missing = await lost(database.url, tally);
  report({
    name: 'bursts: acknowledged and lost',
    value: missing,
    unit: 'matters',
    bound: '= 0',
    ok: missing === 0,
  });
  for (const fault of [...new Set([...steady.faults, ...tally.faults])].slice(0, 5)) console.error(fault);
  for (const { caller, property } of pairs) {
    caller.close();
    property.close();
  }
  await server.stop();
  await database.drop();
}

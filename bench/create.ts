import { randomUUID } from 'node:crypto';
import { readConfig } from '../server/src/config.ts';
import { createResident } from '../server/src/features/account/index.ts';
import { smallCity } from '../server/src/features/matter/sample.ts';
import { SYSTEM } from '../server/src/platform/access.ts';
import { run as inTransaction } from '../server/src/platform/runtime.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { median, quantile, type Report } from './figure.ts';
import { createClient, load } from './loader.ts';
import { rawTransactions } from './raw.ts';
import { tokensOn } from './tokens.ts';

export const name = 'create';

const CLIENTS = 8;
const SECONDS = 8;
const PAIRS = 3;
/** So many people call, in turn: nobody of a city calls a thousand times a second. */
const CALLERS = 400;
/** What Directus and NocoBase reached on such a machine, creates a second with 8 clients. */
const PEERS = 175;

/** A city to create in, and the tokens of its residents. */
async function prepare(url: string): Promise<string[]> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  await smallCity(program.runtime);
  await inTransaction(program.runtime, SYSTEM, async (ctx) => {
    for (let i = 0; i < CALLERS; i += 1)
      await createResident(ctx, { name: `居民${i}`, phone: `1980000${String(i).padStart(4, '0')}` });
  });
  await program.stop();
  return (await tokensOn(url, [], CALLERS)).residents;
}

function report(): object {
  return {
    client_id: randomUUID(),
    type: 'city-event',
    title: '路口井盖缺失',
    text: '幸福路与江汉路交叉口东北角雨水井盖缺失，夜间行人很多，请尽快处理。',
    point: { lng: 114.4 + Math.random() * 0.02, lat: 30.4 + Math.random() * 0.01 },
    contact: { name: '王小明', phone: '19900000001' },
  };
}

/** Creates through HTTP by many residents over 8 connections in use at a time, everything on, beside the bare transaction: three interleaved pairs, medians. */
export async function run(figure: Report): Promise<void> {
  const database = await benchDatabase('create');
  const tokens = await prepare(database.url);
  const server = await startUnderTest(database.url);
  const clients = tokens.map((token) => createClient(server.port, token));
  let calls = 0;
  const create = async () => {
    const client = clients[calls++ % clients.length]!;
    return (await client.ask('POST', '/api/matters', report())).status === 201;
  };
  await load(CLIENTS, 2, create);
  const ours: number[] = [];
  const raws: number[] = [];
  const times: number[] = [];
  let failures = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const mine = await load(CLIENTS, SECONDS, create);
    ours.push(mine.perSecond);
    times.push(...mine.times);
    failures += mine.failures;
    raws.push((await rawTransactions(database.url, CLIENTS, SECONDS / 2)).perSecond);
  }
  for (const client of clients) client.close();
  await server.stop();
  await database.drop();
  const [rate, raw] = [median(ours), median(raws)];
  figure({
    name: 'creates',
    value: rate,
    unit: '1/s',
    bound: '>= 0.2 of raw',
    ok: rate >= 0.2 * raw,
    reference: raw,
    ratio: rate / raw,
  });
  figure({
    name: 'creates against peers',
    value: rate,
    unit: '1/s',
    bound: `>= ${4 * PEERS}`,
    ok: rate >= 4 * PEERS,
    reference: PEERS,
    ratio: rate / PEERS,
  });
  figure({ name: 'p50', value: quantile(times, 0.5), unit: 'ms' });
  figure({
    name: 'p99',
    value: quantile(times, 0.99),
    unit: 'ms',
    bound: '<= 50',
    ok: quantile(times, 0.99) <= 50,
  });
  figure({ name: 'failures', value: failures, unit: 'calls', bound: '= 0', ok: failures === 0 });
}

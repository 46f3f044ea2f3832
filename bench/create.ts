import { randomUUID } from 'node:crypto';
import { readConfig } from '../server/src/config.ts';
import { loadActor } from '../server/src/features/account/index.ts';
import { startSession } from '../server/src/features/account/session.ts';
import { smallCity } from '../server/src/features/matter/sample.ts';
import { run as inTransaction } from '../server/src/platform/runtime.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { median, quantile, type Report } from './figure.ts';
import { createClient, load } from './loader.ts';
import { rawTransactions } from './raw.ts';

export const name = 'create';

const CLIENTS = 8;
const SECONDS = 8;
const PAIRS = 3;
/** What Directus and NocoBase reached on such a machine, creates a second with 8 clients. */
const PEERS = 175;

/** A city to create in, and a resident's token. */
async function prepare(url: string): Promise<string> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  const people = await smallCity(program.runtime);
  const actor = (await loadActor(program.runtime.db, people.caller))!;
  const { token } = await inTransaction(program.runtime, actor, async (ctx) =>
    startSession(ctx, { id: actor.id, kind: 'resident' }, { address: 'bench', agent: 'bench' }),
  );
  await program.stop();
  return token;
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

/** Creates through HTTP with everything on, beside the bare transaction: three interleaved pairs, medians. */
export async function run(figure: Report): Promise<void> {
  const database = await benchDatabase('create');
  const token = await prepare(database.url);
  const server = await startUnderTest(database.url);
  const clients = Array.from({ length: CLIENTS }, () => createClient(server.port, token));
  const create = async (worker: number) =>
    (await clients[worker]!.ask('POST', '/api/matters', report())).status === 201;
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

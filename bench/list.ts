import { startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { quantile, type Report } from './figure.ts';
import { createClient, load } from './loader.ts';
import { fillMillion } from './million.ts';
import { option, tokensOn } from './tokens.ts';

export const name = 'list';

const CLIENTS = 8;
const SECONDS = 3;
const BOUND = 15;
const SMALL = 10_000;
const ROLES = [
  'city1',
  'district1',
  'street1',
  'community1',
  'grid1',
  'dept-urban',
  'dept-water',
  'property1',
  'hotline',
];
/** The plain list, and the one everybody works with: what is still open. */
const PATHS: Record<string, string> = {
  all: '/api/matters?limit=50',
  open: '/api/matters?limit=50&open=true',
};

type Times = Map<string, number>;

async function measure(url: string): Promise<Times> {
  const { staff, residents } = await tokensOn(url, ROLES, 1);
  const server = await startUnderTest(url);
  const times: Times = new Map();
  for (const [role, token] of [...staff, ['resident', residents[0]!] as const])
    for (const [what, path] of Object.entries(PATHS)) {
      const clients = Array.from({ length: CLIENTS }, () => createClient(server.port, token));
      const ask = async (worker: number) => (await clients[worker]!.ask('GET', path)).status === 200;
      await load(CLIENTS, 0.5, ask);
      const run = await load(CLIENTS, SECONDS, ask);
      if (run.failures > 0) throw new Error(`${role}: ${run.failures} lists failed`);
      times.set(`${role} ${what}`, quantile(run.times, 0.95));
      for (const client of clients) client.close();
    }
  await server.stop();
  return times;
}

async function filled(matters: number, given: string | undefined): Promise<Times> {
  if (given) return measure(given);
  const database = await benchDatabase('list');
  await fillMillion(database.url, { matters, say: (line) => console.error(line) });
  const times = await measure(database.url);
  await database.drop();
  return times;
}

/** Lists of 50 at 8 clients, beside the same lists in a small city. `--database=URL` measures a city filled before. */
export async function run(report: Report, args: string[]): Promise<void> {
  const matters = Number(option(args, 'matters') ?? 1_000_000);
  const small = await filled(SMALL, option(args, 'small'));
  const large = await filled(matters, option(args, 'database'));
  for (const [what, p95] of large) {
    const before = small.get(what)!;
    report({
      name: `${what}, p95`,
      value: p95,
      unit: 'ms',
      bound: `<= ${BOUND}`,
      ok: p95 <= BOUND,
      reference: before,
      ratio: p95 / before,
    });
    report({
      name: `${what}, against ${SMALL} matters`,
      value: p95 / before,
      unit: 'times',
      bound: '<= 2',
      ok: p95 / before <= 2,
    });
  }
}

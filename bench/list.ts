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
const PATHS: Record<string, string> = { all: '', open: '&open=true' };
const PAGE = 50;

interface Page {
  rows: number;
  p95: number;
}
type Pages = Map<string, Page>;

interface Reader {
  port: number;
  token: string;
}

/** How long a list of at most `limit` rows takes 8 clients of one role, and how many rows it has. */
async function timed({ port, token }: Reader, filter: string, limit: number): Promise<Page> {
  const clients = Array.from({ length: CLIENTS }, () => createClient(port, token));
  const path = `/api/matters?limit=${limit}${filter}`;
  const rows = (await clients[0]!.ask('GET', path)).body.items.length;
  const ask = async (worker: number) => (await clients[worker]!.ask('GET', path)).status === 200;
  await load(CLIENTS, 0.5, ask);
  const run = await load(CLIENTS, SECONDS, ask);
  if (run.failures > 0) throw new Error(`${path}: ${run.failures} lists failed`);
  for (const client of clients) client.close();
  return { rows, p95: quantile(run.times, 0.95) };
}

/** Calls `each` for every list of every role, in a running city. */
async function everyList(
  url: string,
  each: (what: string, reader: Reader, filter: string) => Promise<void>,
): Promise<void> {
  const { staff, residents } = await tokensOn(url, ROLES, 1);
  const server = await startUnderTest(url);
  for (const [role, token] of [...staff, ['resident', residents[0]!] as const])
    for (const [what, filter] of Object.entries(PATHS))
      await each(`${role} ${what}`, { port: server.port, token }, filter);
  await server.stop();
}

/** Runs on a city of so many matters: one filled for this, or one filled before. */
async function inCity(
  matters: number,
  given: string | undefined,
  work: (url: string) => Promise<void>,
): Promise<void> {
  if (given) return work(given);
  const database = await benchDatabase('list');
  await fillMillion(database.url, { matters, say: (line) => console.error(line) });
  await work(database.url);
  await database.drop();
}

/**
 * Lists of 50 at 8 clients, beside the same lists in a small city: where that has fewer rows to show, beside a page of as many.
 * `--database=URL` and `--small=URL` measure cities filled before.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const matters = Number(option(args, 'matters') ?? 1_000_000);
  const small: Pages = new Map();
  await inCity(SMALL, option(args, 'small'), (url) =>
    everyList(url, async (what, reader, filter) => {
      small.set(what, await timed(reader, filter, PAGE));
    }),
  );
  await inCity(matters, option(args, 'database'), (url) =>
    everyList(url, async (what, reader, filter) => {
      const page = await timed(reader, filter, PAGE);
      const before = small.get(what)!;
      const like = before.rows >= page.rows ? page : await timed(reader, filter, Math.max(1, before.rows));
      tell(report, what, page, { before, like });
    }),
  );
}

function tell(
  report: Report,
  what: string,
  page: Page,
  { before, like }: { before: Page; like: Page },
): void {
  report({
    name: `${what}, ${page.rows} rows, p95`,
    value: page.p95,
    unit: 'ms',
    bound: `<= ${BOUND}`,
    ok: page.p95 <= BOUND,
  });
  const ratio = like.p95 / before.p95;
  report({
    name: `${what}, ${like.rows} rows against ${SMALL} matters`,
    value: like.p95,
    unit: 'ms',
    reference: before.p95,
    ratio,
    bound: '<= 2 times',
    ok: ratio <= 2,
  });
}

import { sql } from 'kysely';
import { readConfig } from '../server/src/config.ts';
import { loadActor, staffByUsername } from '../server/src/features/account/index.ts';
import { startSession } from '../server/src/features/account/session.ts';
import { run as inTransaction, type Runtime } from '../server/src/platform/runtime.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import { quantile, type Report } from './figure.ts';
import { createClient, load } from './loader.ts';
import { COMMON_WORD, ELSEWHERE_WORD, RARE_PAIR, RARE_WORDS } from './million.texts.ts';
import { fillMillion, SMALL_DEPARTMENT } from './million.ts';

export const name = 'search';

const MATTERS = 1_000_000;
const CLIENTS = 2;
const SECONDS = 2;
const BOUND = 100;

/** Demo accounts, one for each width of sight, and a resident with some calls. */
const SCOPES: Record<string, string> = {
  city: 'city1',
  district: 'district1',
  street: 'street1',
  community: 'community1',
  grid: 'grid1',
  department: 'dept-urban',
  'department with few rows': SMALL_DEPARTMENT,
};

const QUESTIONS: Record<string, string> = {
  'a common word': COMMON_WORD,
  'a rare pair': RARE_PAIR,
  'half of a rare pair': RARE_WORDS.a,
  'a word of the other district': ELSEWHERE_WORD,
  'a word nobody said': '魑魅',
};

async function tokenOf(runtime: Runtime, id: string, kind: 'staff' | 'resident'): Promise<string> {
  const actor = (await loadActor(runtime.db, id))!;
  const { token } = await inTransaction(runtime, actor, async (ctx) =>
    startSession(ctx, { id, kind }, { address: 'bench', agent: 'bench' }),
  );
  return token;
}

async function tokens(url: string): Promise<Map<string, string>> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  const found = new Map<string, string>();
  for (const [scope, username] of Object.entries(SCOPES)) {
    const id = (await staffByUsername(program.runtime.db, username))!;
    found.set(scope, await tokenOf(program.runtime, id, 'staff'));
  }
  const { rows } = await sql<{
    ref: string;
  }>`select ref from matter_party where kind = 'caller' limit 1`.execute(program.runtime.db);
  found.set('resident', await tokenOf(program.runtime, rows[0]!.ref, 'resident'));
  await program.stop();
  return found;
}

/** `--database=URL` measures a database filled before; `--matters=N` fills fewer; `--keep` leaves it. */
export async function run(report: Report, args: string[]): Promise<void> {
  const given = args.find((arg) => arg.startsWith('--database='))?.slice('--database='.length);
  const matters = Number(
    args.find((arg) => arg.startsWith('--matters='))?.slice('--matters='.length) ?? MATTERS,
  );
  const database = given ? { url: given, drop: async () => {} } : await benchDatabase('search');
  if (!given) {
    const begun = performance.now();
    await fillMillion(database.url, { matters, say: (line) => console.error(line) });
    report({ name: `filling ${matters} matters`, value: (performance.now() - begun) / 1000, unit: 's' });
  }
  const byScope = await tokens(database.url);
  const server = await startUnderTest(database.url);
  for (const [scope, token] of byScope)
    for (const [question, words] of Object.entries(QUESTIONS))
      await measure(report, server.port, token, `${scope}: ${question}`, words);
  await server.stop();
  if (args.includes('--keep')) console.error(`kept: ${database.url}`);
  else await database.drop();
}

async function measure(
  report: Report,
  port: number,
  token: string,
  title: string,
  words: string,
): Promise<void> {
  const clients = Array.from({ length: CLIENTS }, () => createClient(port, token));
  const path = `/api/matters?q=${encodeURIComponent(words)}`;
  const first = await clients[0]!.ask('GET', path);
  if (first.status !== 200) throw new Error(`${title}: ${first.status} ${JSON.stringify(first.body)}`);
  const { times, failures } = await load(
    CLIENTS,
    SECONDS,
    async (worker) => (await clients[worker]!.ask('GET', path)).status === 200,
  );
  for (const client of clients) client.close();
  const p95 = quantile(times, 0.95);
  report({
    name: `${title} (${first.body.items.length} found), p95`,
    value: p95,
    unit: 'ms',
    bound: `<= ${BOUND}`,
    ok: p95 <= BOUND && failures === 0,
  });
}

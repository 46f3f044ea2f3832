import { randomUUID } from 'node:crypto';
import type { Report } from '../figure.ts';
import { type Client, createClient } from '../loader.ts';
import { type Asking, measure } from './ask.ts';
import type { Hands } from './hands.ts';

const PAGE = 50;
const SAVED = 100;
const AD_HOC = 1000;
const RECOMPUTED = 10_000;
const FOLLOWED = 1000;

const COLUMNS = 'name,sex,calc.age,phone,education,occupation,marital,registered_address';
/** Three conditions each, of words that are common and rare; none of what is masked, which not everybody may ask for. */
const RULES = [
  'person.sex == "2" && person.education == "20" && person.age >= 35',
  'person.marital == "30" && person.age >= 60 && person.kin == "02"',
  'person.political == "01" && person.sex == "1" && person.age < 40',
  'person.residence_kind == "02" && person.education == "70" && person.age >= 18',
  'person.education == "80" && person.sex == "2" && person.age >= 60',
  'person.nation == "15" && person.sex == "2" && person.marital == "10"',
];

/** The first page under each rule, then the one behind it, and so on in turn. */
function pages(): Asking {
  const next = new Map<number, string | null>();
  return async (client, k) => {
    const i = k % RULES.length;
    const cursor = next.get(i);
    const query = new URLSearchParams({ columns: COLUMNS, rule: RULES[i]!, ...(cursor && { cursor }) });
    const answer = await client.ask('GET', `/api/ledger/rows?${query}`);
    next.set(i, answer.body.next ?? null);
    return answer;
  };
}

const elapsed = (since: number): number => performance.now() - since;

/** Waits until something is so; how long it took, in ms. */
async function wait(until: () => Promise<boolean>): Promise<number> {
  const begun = performance.now();
  while (!(await until())) await new Promise((next) => setTimeout(next, 20));
  return elapsed(begun);
}

interface Segment {
  id: string;
  name: string;
  people: number;
  state: string;
  version: number;
}

const segments = async (client: Client): Promise<Segment[]> =>
  (await client.ask('GET', '/api/segments')).body.items;
const segment = async (client: Client, id: string): Promise<Segment> =>
  (await client.ask('GET', `/api/segments/${id}`)).body;

/** The count of a saved segment and its first page: both, one after the other. */
const countAndPage =
  (ids: readonly string[]): Asking =>
  async (client, k) => {
    const id = ids[k % ids.length]!;
    await client.ask('GET', `/api/segments/${id}`);
    return client.ask('GET', `/api/segments/${id}/people`);
  };

function held(report: Report, name: string, value: number, bound: number): void {
  report({ name, value, unit: 'ms', bound: `<= ${bound}`, ok: value <= bound });
}

/** A segment of one's own: made, and its rule changed; until all people are computed anew. */
async function recompute(report: Report, client: Client): Promise<void> {
  const body = { client_id: randomUUID(), name: '高学历青年', rule: RULES[0]! };
  const { status, body: made } = await client.ask('POST', '/api/segments', body);
  if (status !== 201) throw new Error(JSON.stringify(made));
  const fresh = async () => (await segment(client, made.id)).state === 'fresh';
  held(report, 'a new segment is computed over all people', await wait(fresh), RECOMPUTED);
  const { version } = await segment(client, made.id);
  await client.ask('PATCH', `/api/segments/${made.id}`, { version, rule: RULES[3] });
  held(report, 'a segment after a change of its rule', await wait(fresh), RECOMPUTED);
}

/** Somebody of eighty gets the allowance: how long until the segment counts one less. */
async function follow(report: Report, client: Client): Promise<void> {
  const find = async () => (await segments(client)).find(({ name }) => name.startsWith('80'))!;
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const { id, people } = await find();
    const { items } = (await client.ask('GET', `/api/segments/${id}/people`)).body;
    if (items.length === 0) break;
    const { version } = (await client.ask('GET', `/api/residents/${items[0].id}`)).body;
    const change = { version, values: { old_age_subsidy: '是' } };
    const { status, body } = await client.ask('PATCH', `/api/residents/${items[0].id}`, change);
    if (status !== 200) throw new Error(JSON.stringify(body));
    times.push(await wait(async () => (await find()).people === people - 1));
  }
  if (times.length > 0)
    held(
      report,
      `a segment after one person's change, longest of ${times.length}`,
      Math.max(...times),
      FOLLOWED,
    );
}

/** Pages of ledgers, and segments: saved, tried, computed anew, followed. */
export async function readLedgers(report: Report, port: number, { levels }: Hands): Promise<void> {
  const city = createClient(port, levels.city);
  await wait(async () => (await segments(city)).every(({ state }) => state === 'fresh'));
  const saved = (await segments(city)).map(({ id }) => id);
  for (const [level, token] of Object.entries(levels)) {
    const ask = pages();
    await measure(report, port, token, {
      name: `${level}: page of a ledger with three filters`,
      ask,
      bound: PAGE,
    });
    const name = `${level}: count and first page of a saved segment`;
    await measure(report, port, token, { name, ask: countAndPage(saved), bound: SAVED });
  }
  const tried: Asking = (client, k) =>
    client.ask('POST', '/api/segments/try', { rule: RULES[k % RULES.length] });
  await measure(report, port, levels.street, {
    name: 'street: an ad-hoc segment',
    ask: tried,
    bound: AD_HOC,
  });
  await measure(report, port, levels.city, { name: 'city: an ad-hoc segment', ask: tried, bound: AD_HOC });
  await recompute(report, city);
  const community = createClient(port, levels.community);
  await follow(report, community);
  city.close();
  community.close();
}

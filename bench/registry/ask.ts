import { quantile, type Report } from '../figure.ts';
import { type Answer, type Client, createClient, load } from '../loader.ts';

const CLIENTS = 2;
const SECONDS = 2;
/** Before it is measured a question is asked for so long: a program that has just begun has compiled nothing, and its database holds no page. */
const WARM = 3;

/** Something to be asked, the k-th time. */
export type Asking = (client: Client, k: number) => Promise<Answer>;

/** Asks for these, one after the other, and again from the first. */
export const reading =
  (paths: readonly string[]): Asking =>
  (client, k) =>
    client.ask('GET', paths[k % paths.length]!);

/** Two clients ask this over and over for a while, after some warming up: the 95th part of a hundred of the answers, held against the bound in ms. */
export async function measure(
  report: Report,
  port: number,
  token: string,
  what: { name: string; ask: Asking; bound: number },
): Promise<void> {
  const clients = Array.from({ length: CLIENTS }, () => createClient(port, token));
  let [asked, found] = [0, 0];
  const ask = async (worker: number) => {
    const { status, body } = await what.ask(clients[worker]!, asked++);
    if (body.items?.length > 0) found++;
    return status === 200;
  };
  await load(CLIENTS, WARM, ask);
  found = 0;
  const { times, failures } = await load(CLIENTS, SECONDS, ask);
  for (const client of clients) client.close();
  const value = quantile(times, 0.95);
  const share = Math.round((100 * found) / times.length);
  report({
    name: `${what.name} (${times.length} asked, ${share} % found some), p95`,
    ...{ value, unit: 'ms', bound: `<= ${what.bound}`, ok: value <= what.bound && failures === 0 },
  });
}

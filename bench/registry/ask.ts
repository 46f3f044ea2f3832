import { quantile, type Report } from '../figure.ts';
import { createClient, load } from '../loader.ts';

const CLIENTS = 2;
const SECONDS = 2;

/** Two clients ask these over and over for a while: the 95th part of a hundred of the answers, held against the bound in ms. */
export async function measure(
  report: Report,
  port: number,
  token: string,
  what: { name: string; paths: readonly string[]; bound: number },
): Promise<void> {
  const clients = Array.from({ length: CLIENTS }, () => createClient(port, token));
  let [asked, found] = [0, 0];
  const { times, failures } = await load(CLIENTS, SECONDS, async (worker) => {
    const path = what.paths[asked++ % what.paths.length]!;
    const { status, body } = await clients[worker]!.ask('GET', path);
    if (body.items?.length > 0) found++;
    return status === 200;
  });
  for (const client of clients) client.close();
  const value = quantile(times, 0.95);
  const share = Math.round((100 * found) / times.length);
  report({
    name: `${what.name} (${times.length} asked, ${share} % found some), p95`,
    ...{ value, unit: 'ms', bound: `<= ${what.bound}`, ok: value <= what.bound && failures === 0 },
  });
}

import { Agent, request } from 'node:http';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server answered.
  body: any;
}

/** A client of one kept-alive connection, as a browser or a program would be. */
export function createClient(port: number, token?: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const base: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  function ask(method: string, path: string, payload?: unknown): Promise<Answer> {
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    const headers = body
      ? { ...base, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      : base;
    return new Promise((done, fail) => {
      const call = request(
        { host: '127.0.0.1', port, method, path, headers, agent, timeout: 30_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            done({
              status: response.statusCode ?? 0,
              body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
            });
          });
        },
      );
      call.on('error', fail);
      call.on('timeout', () => call.destroy(new Error('no answer within 30 s')));
      call.end(body);
    });
  }
  return { ask, close: () => agent.destroy() };
}

export type Client = ReturnType<typeof createClient>;

export interface Load {
  perSecond: number;
  /** Milliseconds of each call. */
  times: number[];
  failures: number;
}

/** Runs `work` over and over on each of `clients` workers for a while; a `false` or a throw counts as a failure. */
export async function load(
  clients: number,
  seconds: number,
  work: (worker: number) => Promise<boolean>,
): Promise<Load> {
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  let failures = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, worker) => {
      while (performance.now() < until) {
        const begun = performance.now();
        const good = await work(worker).catch(() => false);
        times.push(performance.now() - begun);
        if (!good) failures += 1;
      }
    }),
  );
  return { perSecond: times.length / ((performance.now() - started) / 1000), times, failures };
}

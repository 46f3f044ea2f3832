import { useQuery } from '@tanstack/react-query';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { ApiError, api } from './client.ts';
import { newId } from './id.ts';
import { queryClient } from './query.ts';
import { uploadFile } from './upload.ts';

/** A request that waits on this device until there is signal. `client_id` makes sending it twice the same as once. */
export interface Waiting {
  client_id: string;
  /** The account that wrote it; nobody else sends it. */
  owner: string;
  label: string;
  url: string;
  body: Record<string, unknown>;
  files: { file: File; id?: string }[];
  /** The matter it acts on, when it is an action and not something new. */
  matter?: string;
  /** What was written, to be read while it waits. */
  lines?: { label: string; text: string }[];
  at: string;
  /** Why the server refused it; it then waits for its writer, not for signal. */
  refused?: string;
}

export interface Outgoing {
  owner: string;
  label: string;
  url: string;
  body: Record<string, unknown>;
  files?: File[];
  matter?: string;
  lines?: { label: string; text: string }[];
}

interface Schema extends DBSchema {
  outbox: { key: string; value: Waiting; indexes: { owner: string } };
}

let base: Promise<IDBPDatabase<Schema>> | undefined;
const open = () => {
  base ??= openDB<Schema>('huying', 1, {
    upgrade: (fresh) =>
      void fresh.createObjectStore('outbox', { keyPath: 'client_id' }).createIndex('owner', 'owner'),
  });
  return base;
};

const news = new BroadcastChannel('huying-outbox');
const refresh = () => void queryClient.invalidateQueries({ queryKey: ['outbox'] });
news.onmessage = refresh;

async function put(item: Waiting): Promise<void> {
  await (await open()).put('outbox', item);
  refresh();
  news.postMessage('changed');
}

/** Removes one for good: sent, or its writer does not want it any more. */
export async function discard(clientId: string): Promise<void> {
  await (await open()).delete('outbox', clientId);
  refresh();
  news.postMessage('changed');
}

/** Keeps a request on this device; it survives a reload and is sent by itself. Returns its client_id. */
export async function enqueue(request: Outgoing): Promise<Waiting> {
  const item: Waiting = {
    client_id: String(request.body.client_id ?? newId()),
    owner: request.owner,
    label: request.label,
    url: request.url,
    body: request.body,
    files: (request.files ?? []).map((file) => ({ file })),
    matter: request.matter,
    lines: request.lines,
    at: new Date().toISOString(),
  };
  await put(item);
  return item;
}

/** Sends one: first its files (each remembered, so that a broken line repeats none), then the request itself. */
async function send<T>(item: Waiting): Promise<T> {
  for (const entry of item.files) {
    if (entry.id) continue;
    entry.id = (await uploadFile(entry.file)).id;
    await put(item);
  }
  const known = (item.body.files as string[] | undefined) ?? [];
  const files = [...known, ...item.files.map((entry) => entry.id!)];
  const body = { ...item.body, client_id: item.client_id, ...(files.length > 0 ? { files } : {}) };
  const answer = await api.post<T>(item.url, body, { quiet: true });
  await discard(item.client_id);
  if (item.matter) await followUp(item, (answer as { version: number }).version);
  return answer;
}

/** What the same person wrote next on the same matter was written on what they saw then: their own step before it is no news. */
async function followUp(done: Waiting, version: number): Promise<void> {
  for (const next of await waitingOf(done.owner))
    if (next.matter === done.matter && next.body.version === done.body.version)
      await put({ ...next, body: { ...next.body, version } });
}

/** One sender per browser, so that two tabs do not upload the same photos. */
const alone = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request('huying-outbox', work) as Promise<T>) : work();

const mustWait = (error: unknown) => error instanceof ApiError && (error.passing || error.status === 401);

/**
 * Sends now when there is signal; otherwise keeps it (`kept`) and sends it later by itself. A refusal of the server is thrown
 * and nothing is kept, because the form on the screen still holds it all.
 */
export async function sendOrKeep<T>(request: Outgoing): Promise<{ sent: T; kept: false } | { kept: true }> {
  const item = await enqueue(request);
  if (!navigator.onLine) return { kept: true };
  try {
    return { sent: await alone(() => send<T>(item)), kept: false };
  } catch (error) {
    if (mustWait(error)) return { kept: true };
    await discard(item.client_id);
    throw error;
  }
}

/** Tries everything of this account that waits; stops at the first sign of no signal. A refused one is kept with its reason. */
export async function flush(owner: string): Promise<void> {
  await alone(async () => {
    for (const { client_id } of await waitingOf(owner)) {
      // Read again: an earlier one may have moved its version on.
      const item = await (await open()).get('outbox', client_id);
      if (!item || item.refused) continue;
      try {
        await send(item);
      } catch (error) {
        if (mustWait(error) || !(error instanceof ApiError)) return;
        await put({ ...item, refused: error.detail });
      }
    }
  });
  void queryClient.invalidateQueries({ queryKey: ['matter'] });
}

/** Tries a refused one again; an action on the matter as it is now, which its writer has looked at. */
export async function retry(item: Waiting): Promise<void> {
  const now = item.matter && (await api.get<{ version: number }>(`/api/matters/${item.matter}`));
  const body = now ? { ...item.body, version: now.version } : item.body;
  await put({ ...item, body, refused: undefined });
  await flush(item.owner);
}

async function waitingOf(owner: string): Promise<Waiting[]> {
  const items = await (await open()).getAllFromIndex('outbox', 'owner', owner);
  return items.sort((one, other) => one.at.localeCompare(other.at));
}

/** What waits on this device for this account, oldest first. */
export function useOutbox(owner: string | undefined) {
  return useQuery({
    queryKey: ['outbox', owner],
    queryFn: () => waitingOf(owner!),
    enabled: Boolean(owner),
    staleTime: 0,
  });
}

/** Sends by itself: now, when signal returns, when the page is looked at again, and every half minute. Returns how to stop. */
export function startOutbox(owner: string): () => void {
  const attempt = () => {
    if (document.visibilityState === 'visible') void flush(owner);
  };
  const timer = setInterval(attempt, 30_000);
  window.addEventListener('online', attempt);
  document.addEventListener('visibilitychange', attempt);
  attempt();
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', attempt);
    document.removeEventListener('visibilitychange', attempt);
  };
}

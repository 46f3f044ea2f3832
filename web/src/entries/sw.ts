/**
 * The portal's service worker: keeps the shell (page, scripts, styles, icons) so that the portal opens without signal.
 * It never touches /api: no answer with personal data is ever cached.
 */

/** What of the worker's scope is used here (the web's type library is for pages). */
interface WorkerScope {
  addEventListener(name: string, handle: (event: WorkerEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
interface WorkerEvent extends Event {
  request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

// Filled in by the build: the version of the shell, the addresses it is made of, and the large ones fetched afterwards.
declare const HUYING_SHELL: { version: string; urls: string[]; late: string[] };

const scope = globalThis as unknown as WorkerScope;
const page = '/portal/';
const shelf = `huying-shell-${HUYING_SHELL.version}`;

async function fill(): Promise<void> {
  const cache = await caches.open(shelf);
  await cache.addAll([page, ...HUYING_SHELL.urls]);
  await scope.skipWaiting();
}

async function clean(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith('huying-shell-') && name !== shelf)
      .map((name) => caches.delete(name)),
  );
  await scope.clients.claim();
  void fillLate();
}

/** The map, for later without signal. What fails here is fetched and kept when it is first used. */
async function fillLate(): Promise<void> {
  const cache = await caches.open(shelf);
  await Promise.allSettled(HUYING_SHELL.late.map((url) => cache.add(url)));
}

/** The page: the newest when the network answers within 3 s, else the kept one. */
async function openPage(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(3000) });
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

/** Scripts and styles carry their content's hash in the name: what is kept is right for ever. */
async function openAsset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(shelf)).put(request, answer.clone());
  return answer;
}

scope.addEventListener('install', (event) => event.waitUntil(fill()));
scope.addEventListener('activate', (event) => event.waitUntil(clean()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin || url.pathname.startsWith('/api/'))
    return;
  if (request.mode === 'navigate') {
    if (url.pathname.startsWith(page)) event.respondWith(openPage(request));
  } else if (url.pathname.startsWith('/assets/') || HUYING_SHELL.urls.includes(url.pathname)) {
    event.respondWith(openAsset(request));
  }
});

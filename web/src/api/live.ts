import { queryClient } from './query.ts';

/** What the server says happened: which subject (`matter:UUID`) and what. `resync`: much may have, ask for everything on the screen. */
export interface LiveMessage {
  id: string;
  subject: string;
  kind: string;
}

/** Other lists that change when a subject of this noun does: its tasks, the counts, the inbox. */
const alsoTouched: Record<string, string[]> = {
  matter: ['task', 'count', 'inbox', 'judgement'],
  task: ['matter', 'count', 'inbox'],
  message: ['inbox'],
  // Who lives where changes what a house looks like, and who is cared for.
  person: ['house', 'building', 'registration', 'care', 'segment', 'ledger'],
  registration: ['person'],
  // A house is marked by who in it is cared for.
  care: ['building', 'house'],
  house: ['ledger'],
  building: ['ledger'],
  estate: ['ledger'],
  place: ['ledger'],
  place_vehicle: ['ledger'],
  place_incident: ['ledger'],
  tag: ['segment', 'ledger'],
  patrol: ['patrol_visit', 'task'],
  patrol_visit: ['task'],
  patrol_finding: ['patrol_visit'],
  duty: ['duty_piece', 'task'],
  duty_piece: ['task'],
};

const channelName = 'huying-live';
let lastId = '';
const resync: LiveMessage = { id: '', subject: '', kind: 'resync' };
let stop: AbortController | undefined;
let dirty = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<(message: LiveMessage) => void>();

/** Hear every live message (for maps and counters that draw it themselves). Returns how to stop. */
export function onLive(listener: (message: LiveMessage) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Marks what a message makes stale: the subject at once, lists gathered for 200 ms so that a burst asks once. */
function take(message: LiveMessage): void {
  if (message.id) lastId = message.id;
  if (message.kind === 'resync') {
    void queryClient.invalidateQueries();
    for (const listener of listeners) listener(message);
    return;
  }
  const [noun = '', id = ''] = message.subject.split(':');
  void queryClient.invalidateQueries({ queryKey: [noun, id] });
  for (const name of [noun, ...(alsoTouched[noun] ?? [])]) dirty.add(name);
  if (!timer) timer = setTimeout(refreshLists, 200);
  for (const listener of listeners) listener(message);
}

function refreshLists(): void {
  const nouns = dirty;
  dirty = new Set();
  timer = undefined;
  for (const noun of nouns) void queryClient.invalidateQueries({ queryKey: [noun, 'list'] });
}

/** Reads one text/event-stream until it ends. Comments only keep the line open. */
async function readStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (message: LiveMessage) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) hearBlock(block, hear);
  }
}

function hearBlock(block: string, hear: (message: LiveMessage) => void): void {
  const fields = new Map(
    block
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  if (fields.get('event') === 'resync') hear(resync);
  if (fields.get('event') === 'changed') hear(JSON.parse(fields.get('data') ?? '') as LiveMessage);
}

const rest = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(done);
        resolve();
      },
      { once: true },
    );
  });

/** Keeps one connection while this tab leads; waits longer after each failure (1 s to 30 s). A 401 ends it. */
async function lead(signal: AbortSignal, hear: (message: LiveMessage) => void): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = lastId ? { 'last-event-id': lastId } : {};
      const answer = await fetch('/api/live', {
        headers,
        signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
      if (answer.status === 401) return;
      if (answer.ok && answer.body) {
        if (failures > 0 && !lastId) hear(resync);
        failures = 0;
        await readStream(answer.body, hear);
      }
    } catch {
      if (signal.aborted) return;
    }
    failures += 1;
    await rest(Math.min(30_000, 1000 * 2 ** (failures - 1)) * (0.7 + 0.6 * Math.random()), signal);
  }
}

/**
 * Starts the live line: ONE connection per browser. The tab that holds the lock reads the stream and tells the others by
 * BroadcastChannel; when it closes, the next takes over from the last message. Without Web Locks (plain HTTP) each tab has its own.
 */
export function startLive(): void {
  if (stop) return;
  stop = new AbortController();
  const { signal } = stop;
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<LiveMessage>) => take(event.data);
  signal.addEventListener('abort', () => channel.close());
  const hear = (message: LiveMessage) => {
    take(message);
    channel.postMessage(message);
  };
  if (!navigator.locks) void lead(signal, hear);
  else navigator.locks.request(channelName, { signal }, () => lead(signal, hear)).catch(() => {});
}

/** Ends the live line of this tab (signed out). */
export function stopLive(): void {
  stop?.abort();
  stop = undefined;
  lastId = '';
}

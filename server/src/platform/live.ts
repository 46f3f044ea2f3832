import type { Actor } from './access.ts';
import { refsOf } from './access.ts';
import type { Db } from './database/open.ts';
import { type EventRow, endOfLog, eventsAfter, type Position } from './events.ts';
import { keepRecent, type Recent } from './recent.ts';

/** What a browser is told: that something changed, never what it now is; it asks again under its own rights. */
export interface News {
  id: string;
  subject: string;
  kind: string;
}

interface Listener {
  refs: Set<string>;
  kind: Actor['kind'];
  tell(news: News): void;
}

export interface Live {
  /** Hears of everything within the actor's reach from now on; returns how to stop. */
  listen(actor: Actor, tell: (news: News) => void): () => void;
  /** Hears of every event, for caches of this program. */
  watch(see: (event: EventRow) => void): void;
  /** What it read of the log, for other followers of this program. */
  recent: Recent;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PAUSE = 120;
const BATCH = 1000;

function concerns(listener: Listener, event: EventRow): boolean {
  if (event.audience === 'staff' && listener.kind === 'resident') return false;
  return event.scopes.some((scope) => listener.refs.has(scope));
}

/** Follows the log in memory from the moment of its start and tells whoever listens. */
export function createLive(db: Db, onError: (error: unknown) => void): Live {
  const listeners = new Set<Listener>();
  const watchers: ((event: EventRow) => void)[] = [];
  const recent = keepRecent();
  let position: Position = { xid: '0', seq: 0 };
  let running: Promise<void> | undefined;
  let stopped = false;

  function spread(event: EventRow): void {
    for (const see of watchers) see(event);
    const news = {
      id: `${event.xid}.${event.seq}`,
      subject: `${event.subject_kind}:${event.subject}`,
      kind: event.kind,
    };
    for (const listener of listeners) if (concerns(listener, event)) listener.tell(news);
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      try {
        const events = await eventsAfter(db, position, BATCH);
        for (const event of events) spread(event);
        recent.add(events);
        const last = events.at(-1);
        if (last) position = { xid: last.xid, seq: last.seq };
        if (events.length === BATCH) continue;
      } catch (error) {
        if (!stopped) onError(error);
      }
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  return {
    listen(actor, tell) {
      const listener = { refs: new Set(refsOf(actor)), kind: actor.kind, tell };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recent,
    watch: (see) => void watchers.push(see),
    async start() {
      position = await endOfLog(db);
      recent.from(position);
      running = follow();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

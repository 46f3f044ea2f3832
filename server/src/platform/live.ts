import type { Actor } from './access.ts';
import { refsOf } from './access.ts';
import type { Db } from './database/open.ts';
import { endOfLog, eventsAfter, type Headline, headlinesAfter, type Position } from './events.ts';
import type { Recent } from './recent.ts';

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

/** The scope that hears with another: the community of a grid. */
export type Above = (scope: string) => string | undefined;

export interface Live {
  /** Hears of everything within the actor's reach from now on; returns how to stop. */
  listen(actor: Actor, tell: (news: News) => void): () => void;
  /** Who else hears of what happens in a scope: nobody, until this is said. Asked once for each batch that somebody hears. */
  widen(above: () => Promise<Above>): void;
  /** Hears of every event, for caches of this program. */
  watch(see: (event: Headline) => void): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PAUSE = 120;
const BATCH = 1000;

function concerns(listener: Listener, event: Headline, scopes: readonly string[]): boolean {
  if (event.audience === 'staff' && listener.kind === 'resident') return false;
  return scopes.some((scope) => listener.refs.has(scope));
}

/**
 * Follows the log in memory from the moment of its start and tells whoever listens. With `recent` it keeps there what it read, for the
 * other followers of this program; without, it reads headlines alone.
 */
export function createLive(db: Db, onError: (error: unknown) => void, recent?: Recent): Live {
  const listeners = new Set<Listener>();
  const watchers: ((event: Headline) => void)[] = [];
  let aboveNow: () => Promise<Above> = async () => () => undefined;
  let position: Position = { xid: '0', seq: 0 };
  let running: Promise<void> | undefined;
  let stopped = false;

  function spread(event: Headline, above: Above): void {
    const news = {
      id: `${event.xid}.${event.seq}`,
      subject: `${event.subject_kind}:${event.subject}`,
      kind: event.kind,
    };
    const scopes = event.scopes.flatMap((scope) => [scope, above(scope) ?? scope]);
    for (const listener of listeners) if (concerns(listener, event, scopes)) listener.tell(news);
  }

  async function spreadAll(events: readonly Headline[]): Promise<void> {
    for (const event of events) for (const see of watchers) see(event);
    if (events.length === 0 || listeners.size === 0) return;
    const above = await aboveNow();
    for (const event of events) spread(event, above);
  }

  async function read(): Promise<Headline[]> {
    if (!recent) return headlinesAfter(db, position, BATCH);
    const events = await eventsAfter(db, position, BATCH);
    recent.add(events);
    return events;
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      try {
        const events = await read();
        await spreadAll(events);
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
    widen(above) {
      aboveNow = above;
    },
    watch: (see) => void watchers.push(see),
    async start() {
      position = await endOfLog(db);
      recent?.from(position);
      running = follow();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

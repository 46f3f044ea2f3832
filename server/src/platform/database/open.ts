import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './tables.ts';

export type Db = Kysely<Database>;

// bigint (counts, sequences) stays far below 2^53 here; a number is what everybody expects.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Sessions speak UTC, so a moment always reads `2026-11-22 02:30:00.123+00`; the general parser costs ten times as much. */
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  text.endsWith('+00') ? new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`) : new Date(text),
);

const MOST_PREPARED = 400;
const names = new Map<string, string>();

const ONCE = '/* written once */';
/** Stands in a statement whose text hardly comes again, as it holds a condition that somebody wrote: no connection keeps it prepared. */
export const WRITTEN_ONCE = sql.raw(ONCE);

/** A name for a statement's text, so that PostgreSQL parses and plans it once a connection; none past the bound. */
function preparedName(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < MOST_PREPARED && !text.includes(ONCE)) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}

// Without values it may be several statements in one text, which cannot be prepared.
const preparable = (text: unknown, values: unknown): text is string =>
  typeof text === 'string' && Array.isArray(values) && (values.length > 0 || /^\s*select [^;]*$/.test(text));

const BEFORE = '/* before the next */ ';
const BEHIND = '/* behind the next */ ';

/** A statement without a round trip of its own: it goes out with the next one of its connection, just before it. */
export const beforeNext = (statement: string): RawBuilder<unknown> => sql.raw(`${BEFORE}${statement}`);
/** The same, just behind it: the next statement succeeds when both do. */
export const behindNext = (statement: string): RawBuilder<unknown> => sql.raw(`${BEHIND}${statement}`);

const HELD_BACK = { command: '', rowCount: 0, rows: [] };

/** pg's client, sending every parametrised statement, and every reading one, as a prepared one, and some together. */
class PreparingClient extends pg.Client {
  #before: string | undefined;
  #behind: string | undefined;

  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true } as pg.ClientConfig);
    // The pool listens only while a connection is idle. One that breaks in somebody's hands makes the next statement fail,
    // which its holder handles; without a listener it would end the program.
    this.on('error', () => undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg's own overloads; only the (text, values) form is changed.
  override query(...args: any[]): any {
    const [text, values] = args;
    if (this.#heldBack(text)) return Promise.resolve(HELD_BACK);
    const name = preparable(text, values) ? preparedName(text) : undefined;
    return this.#together(name === undefined ? args : [{ name, text, values }, ...args.slice(2)]);
  }

  #heldBack(text: unknown): boolean {
    if (typeof text !== 'string') return false;
    if (text.startsWith(BEFORE)) this.#before = text;
    else if (text.startsWith(BEHIND)) this.#behind = text;
    else return false;
    return true;
  }

  /** Sends a statement with what was held back for it, in one write to the socket. */
  #together(args: unknown[]) {
    const [before, behind] = [this.#before, this.#behind];
    this.#before = undefined;
    this.#behind = undefined;
    // @ts-expect-error the overloads cannot be spread
    const send = () => super.query(...args);
    if (before === undefined && behind === undefined) return send();
    const { stream } = (this as unknown as { connection: { stream: Writable } }).connection;
    stream.cork();
    try {
      // Where it fails, so does what follows it in the same transaction.
      if (before !== undefined) super.query(before).catch(() => undefined);
      const sent = send();
      return behind === undefined
        ? sent
        : Promise.all([sent, super.query(behind)]).then(([result]) => result);
    } finally {
      stream.uncork();
    }
  }
}

export interface OpenOptions {
  /** Become this role on every connection; the server itself is always `huying_app`. */
  role?: string;
  poolSize?: number;
  onError?(error: Error): void;
}

/** Opens a pool. Sessions speak UTC, wait at most 10 s for a lock and 30 s for a statement. */
export function openDatabase(url: string, options: OpenOptions = {}): Db {
  const settings = [
    'timezone=UTC',
    'lock_timeout=10s',
    'statement_timeout=30s',
    'jit=off',
    // Every statement is written so that one plan suits all its values; a plan for each call costs as much as the reading.
    'plan_cache_mode=force_generic_plan',
  ];
  if (options.role) settings.push(`role=${options.role}`);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 8,
    Client: PreparingClient as unknown as new () => pg.Client,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

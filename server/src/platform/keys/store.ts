import { hkdfSync, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Sealer } from '../crypto.ts';
import type { Db } from '../database/open.ts';
import { type CipherKind, cipherNamed } from './cipher.ts';
import type { PrintedColumns } from './printed.ts';
import { createRing, type SearchKey } from './ring.ts';
import type { SealedColumns } from './sealed.ts';
import type { KeyWrapper } from './wrapper.ts';

/** Number of the first key that makes the fingerprints of the blind indexes. */
const SEARCH = 0;
/** How often a running program looks for new keys, at the latest. */
const AGAIN = 10_000;

export interface KeyRow {
  number: number;
  purpose: 'seal' | 'search';
  provider: string;
  wrapped: Buffer;
  made_at: Date;
  active_at: Date;
  retired_at: Date | null;
  /** Its time has come, by the database's clock. */
  active: boolean;
}

/** The keys of one running program. */
export interface Keys {
  sealer: Sealer;
  wrapper: KeyWrapper;
  /** What a key that is made without saying how is for. */
  cipher: CipherKind;
  /** Every table with sealed values. */
  sealed: readonly SealedColumns[];
  /** Every table with fingerprints of them. */
  printed: readonly PrintedColumns[];
  /** The number that values are sealed with at this moment. */
  newest(): number;
  /** The number of the key that makes fingerprints at this moment. */
  printing(): number;
  /** Reads the keys, making the first ones in a new database; afterwards the sealer works. */
  read(): Promise<void>;
  /** Reads them again from time to time until stopped. */
  follow(onError: (error: unknown) => void): { stop(): void };
}

export interface KeysParts {
  db: Db;
  wrapper: KeyWrapper;
  cipher: CipherKind;
  sealed: readonly SealedColumns[];
  printed: readonly PrintedColumns[];
  /** The present master key: before there was an envelope, values were sealed under keys derived from it. */
  master(): Promise<Buffer>;
}

/** All keys as they lie in the database, the oldest first. */
export async function keyRows(db: Db): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select number, purpose, provider, wrapped, made_at, active_at, retired_at, active_at <= now() as active
    from data_key order by number`.execute(db);
  return rows;
}

/** The search keys whose fingerprints are looked for, the one that makes them first: also one that will make them in half a minute. */
export function searchedBy(rows: readonly KeyRow[]): KeyRow[] {
  const open = rows.filter(({ purpose, retired_at }) => purpose === 'search' && retired_at === null);
  const making = open.findLast(({ active }) => active);
  return [...open.filter((row) => row === making), ...open.filter((row) => row !== making)];
}

/** The first keys: random ones in a database where nothing happened yet, else those that were derived from the master key. */
async function makeFirst({ db, wrapper, cipher, master }: KeysParts): Promise<void> {
  const { rows } = await sql<{ used: boolean }>`select exists (select from event) as used`.execute(db);
  const old = rows[0]!.used ? await master() : null;
  const kind = old ? cipherNamed('aes') : cipher;
  const make = (use: string, bytes: number) =>
    old ? Buffer.from(hkdfSync('sha256', old, '', use, bytes)) : randomBytes(bytes);
  const search = await wrapper.wrap(SEARCH, make('huying fingerprint', 32));
  const seal = await wrapper.wrap(1, make('huying seal', kind.keyBytes));
  // One statement: of two programs that start at once, both keys of the same one stay.
  await sql`
    insert into data_key (number, purpose, provider, wrapped)
    values (${SEARCH}::int, 'search', ${kind.name}, ${search}::bytea), (1, 'seal', ${kind.name}, ${seal}::bytea)
    on conflict do nothing`.execute(db);
}

/** Connects nothing until `read`. */
export function createKeys(parts: KeysParts): Keys {
  let failed: (error: unknown) => void = () => undefined;
  let reading: Promise<void> | undefined;
  let newest = 0;
  let searching: SearchKey[] = [];
  const ring = createRing(() => void read().catch((error) => failed(error)));

  async function searchKeys(rows: readonly KeyRow[]): Promise<SearchKey[]> {
    const known = new Map(searching.map((each) => [each.number, each]));
    return Promise.all(
      rows.map(
        async ({ number, provider, wrapped }) =>
          known.get(number) ?? {
            ...{ number, kind: cipherNamed(provider), key: await parts.wrapper.unwrap(number, wrapped) },
          },
      ),
    );
  }
  async function take(): Promise<void> {
    let rows = await keyRows(parts.db);
    if (rows.length === 0) {
      await makeFirst(parts);
      rows = await keyRows(parts.db);
    }
    for (const row of rows)
      if (row.purpose === 'seal' && !ring.holds(row.number))
        ring.hold(row.number, cipherNamed(row.provider), await parts.wrapper.unwrap(row.number, row.wrapped));
    searching = await searchKeys(searchedBy(rows));
    ring.searchWith(searching);
    newest = rows.findLast((row) => row.purpose === 'seal' && row.active)!.number;
    ring.sealWith(newest);
  }
  /** One reading at a time; who asks meanwhile waits for it. */
  function read(): Promise<void> {
    reading ??= take().finally(() => {
      reading = undefined;
    });
    return reading;
  }
  return {
    ...parts,
    sealer: {
      ...{ seal: ring.seal, open: ring.open },
      ...{ fingerprint: ring.fingerprint, fingerprints: ring.fingerprints },
    },
    newest: () => newest,
    printing: () => searching[0]!.number,
    read,
    follow(onError) {
      failed = onError;
      const handle = setInterval(() => void read().catch(onError), AGAIN);
      handle.unref();
      return { stop: () => clearInterval(handle) };
    },
  };
}

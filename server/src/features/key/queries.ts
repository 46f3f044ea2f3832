import type { Static } from 'typebox';
import { cipherNamed } from '../../platform/keys/cipher.ts';
import { keyUses } from '../../platform/keys/count.ts';
import { type KeyRow, keyRows, searchedBy } from '../../platform/keys/store.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { DataKey, KeyList } from './schema.ts';

type State = Static<typeof DataKey>['state'];

function stateOf(row: KeyRow, newest: number, printing: number | undefined): State {
  if (!row.active) return 'waiting';
  if (row.purpose === 'search' && !row.retired_at) return row.number === printing ? 'search' : 'reindexing';
  if (row.purpose === 'search') return 'retired';
  return row.number === newest ? 'sealing' : 'retired';
}

/** Every data key, the newest first, with what stood under it when the tables were last counted. */
export async function listKeys({ db, keys }: Runtime): Promise<Static<typeof KeyList>> {
  const [rows, uses] = await Promise.all([keyRows(db), keyUses(db)]);
  const known = uses.filter((use) => keys.sealed.some(({ table }) => table === use.table));
  const counts = new Map<number, number>();
  for (const use of known)
    for (const [number, n] of Object.entries(use.counts))
      counts.set(Number(number), (counts.get(Number(number)) ?? 0) + n);
  const newest = rows.findLast((row) => row.purpose === 'seal' && row.active)!.number;
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  const times = known.map((use) => use.counted_at).filter((at) => at !== null);
  const oldest = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return {
    items: rows.toReversed().map((row) => ({
      number: row.number,
      purpose: row.purpose,
      cipher: cipherNamed(row.provider).title,
      state: stateOf(row, newest, searchedBy(rows)[0]?.number),
      made_at: row.made_at.toISOString(),
      active_at: row.active_at.toISOString(),
      retired_at: row.retired_at?.toISOString() ?? null,
      values: counts.get(row.number) ?? 0,
    })),
    values: all,
    old_values: all - (counts.get(newest) ?? 0),
    counted_at: times.length === keys.sealed.length ? (oldest?.toISOString() ?? null) : null,
  };
}

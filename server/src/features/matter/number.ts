import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { AreaNode } from '../area/index.ts';

// A server takes this many numbers of a community's day at once; what it does not use is a gap.
const BLOCK = 20;

interface Block {
  next: number;
  end: number;
}

const blocks = new WeakMap<Runtime, Map<string, Promise<Block>>>();

async function takeBlock(runtime: Runtime, areaId: string, day: string, size: number): Promise<Block> {
  const { rows } = await sql<{ next: number }>`
    insert into matter_number (area_id, day, next) values (${areaId}::uuid, ${day}::date, ${size + 1})
    on conflict (area_id, day) do update set next = matter_number.next + ${size}
    returning next`.execute(runtime.db);
  const end = rows[0]!.next;
  return { next: end - size, end };
}

/**
 * The next human number: what tells the place within the city, the day, and a running number of that place's day.
 * Numbers are unique and rise; gaps are usual, because servers and imports take them in blocks.
 */
export async function nextNumber(runtime: Runtime, place: AreaNode, at: Date): Promise<string> {
  const day = dayOf(at);
  const map = blocks.get(runtime) ?? new Map<string, Promise<Block>>();
  blocks.set(runtime, map);
  const key = `${place.id} ${day}`;
  for (;;) {
    const pending = map.get(key) ?? takeBlock(runtime, place.id, day, BLOCK);
    map.set(key, pending);
    const block = await pending.catch((error) => {
      map.delete(key);
      throw error;
    });
    if (block.next < block.end) return numberText(place.code, day, block.next++);
    if (map.get(key) === pending) map.delete(key);
    if (map.size > 5000) map.clear();
  }
}

/** `98001001-261121-0007`: district, street and community without the province and city everybody here shares. */
export function numberText(areaCode: string, day: string, sequence: number): string {
  const place = areaCode.slice(4).replace(/0+$/, '') || areaCode.slice(0, 4);
  return `${place}-${day.slice(2).replaceAll('-', '')}-${String(sequence).padStart(4, '0')}`;
}

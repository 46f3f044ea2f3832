import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree, type Division, divisionReader } from '../area/index.ts';
import { readingsOf } from './rules.whole.ts';
import { type Beside, type RoomFound, roomsNamed, type Standing } from './sheet.room.ts';

/** The area with all above it, also those above the city; every area for what nobody has said the area of. */
function above(areas: AreaTree, area: string | null): Division[] {
  if (area === null) return areas.all().filter(({ retired }) => !retired);
  const path: Division[] = [];
  for (let node = areas.get(area); node; node = node.parentId ? areas.get(node.parentId) : undefined)
    path.push(node);
  return path;
}

function standingIn(areas: AreaTree): Standing {
  const readers = new Map<string | null, (front: string) => number | null>();
  return (area, before) => {
    const read = readers.get(area) ?? divisionReader(above(areas, area));
    readers.set(area, read);
    const named = read(before);
    // What stands nobody knows where is meant after what is known to stand there.
    return area === null && named !== null ? 0 : named;
  };
}

/** The part of an address that nothing was found for: only another reading of it can be meant. */
const ELSEWHERE = new Set(['unknown_building', 'unknown_estate']);

/**
 * Of the ways to read an address, the longest first, the first that leads to a room or to its building: a shorter name would be another
 * building's. Else what is wrong with the one that came nearest.
 */
function firstOf(found: readonly RoomFound[]): RoomFound {
  const near = (each: RoomFound) => 'room' in each || (each.part !== 'estate' && !ELSEWHERE.has(each.code));
  return (
    found.find(near) ??
    found.findLast((each) => 'code' in each && each.code === 'unknown_building') ??
    found.at(-1) ?? {
      ...{ part: 'number', code: 'unknown_house' },
      words: '看不出这个地址是哪一套房屋：请写清小区、楼栋、单元、房号，如“阳光苑2栋2单元1101室”。',
    }
  );
}

/**
 * `roomsNamed` of addresses that stand in one cell, with what columns of their own say of the estate and of the room: an address that names
 * another building or door than they do leads to none. Of buildings of one name the one is
 * meant whose divisions stand in front of it; an address that names other divisions leads to none.
 */
export async function roomsAt(
  runtime: Runtime,
  addresses: readonly { estate: string; address: string; beside?: Beside }[],
  reaches: (area: string) => boolean,
): Promise<RoomFound[]> {
  const readings = addresses.map(({ address, ...said }) =>
    readingsOf(address).map((reading) => ({ ...said, ...reading })),
  );
  const standing = standingIn(await areaTree(runtime));
  const found = await roomsNamed(runtime, readings.flat(), reaches, standing);
  return readings.map((all) => firstOf(found.splice(0, all.length)));
}

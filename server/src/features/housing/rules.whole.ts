import { addressEnds } from '../area/index.ts';
import { bare, partsOf, plain } from './rules.named.ts';

/** Addresses that stand in one cell, read as building, unit and room. Pure. */

/** One way to read an address; the building carries what stands in front of its number. */
export interface Reading {
  /** What was left off in front of the building: divisions, a road, the number of a gate. */
  before: string;
  building: string;
  unit: string;
  number: string;
}

const STROKE = /[-‐‑–—－~]/gu;
const BUILDING = '(?:号楼|栋|幢|座|楼|号|院|#)';
const ROOM = '([A-Za-z]?\\d{1,4}[A-Za-z]?)(?:室|号房?|户|房)?';
/** 3栋2单元1101室 or 3栋2门1101, its unit said. */
const IN_UNIT = new RegExp(
  `^(.+?)-?(\\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Za-z])(?:单元|门)-?${ROOM}$`,
  'u',
);
/** 3-2-1101 after a name. */
const STROKED = new RegExp(`^(.*?[^\\d-])(\\d{1,3}|[A-Za-z])${BUILDING}?-(\\d{1,2})-${ROOM}$`, 'u');
/** 3栋1101室, and 3栋2-1101. */
const IN_BUILDING = new RegExp(
  `^(.+${BUILDING})-?((?:\\d{1,2}-){0,2}[A-Za-z]?\\d{1,4}[A-Za-z]?)(?:室|号房?|户|房)?$`,
  'u',
);
/** 3-1101 after a name. */
const PAIR = new RegExp(`^(.*?[^\\d-])(\\d{1,3}|[A-Za-z])-${ROOM}$`, 'u');
/** A floor says nothing that the room does not. */
const FLOOR = /第?\d{1,2}层-?|(?<=栋|幢|座|号楼|单元|门|号)第?(\d{1,2})楼-?(?=0?\1\d\d)/gu;
const HAN_FLOOR = /[一二三四五六七八九十]{1,3}(?=[层楼])/gu;
/** 601室（租）: what is noted behind an address. */
const REMARK = /(?:\([^()]*\)|【[^【】]*】|\[[^[\]]*\])+$/u;

function roomOf(text: string): Omit<Reading, 'before'> | null {
  const stroked = STROKED.exec(text);
  if (stroked) return { building: `${stroked[1]}${stroked[2]}栋`, unit: stroked[3]!, number: stroked[4]! };
  const inUnit = IN_UNIT.exec(text);
  if (inUnit) return { building: inUnit[1]!, unit: inUnit[2]!, number: inUnit[3]! };
  const inBuilding = IN_BUILDING.exec(text);
  if (inBuilding) return { building: inBuilding[1]!, unit: '', number: inBuilding[2]! };
  const pair = PAIR.exec(text);
  return pair && { building: `${pair[1]}${pair[2]}栋`, unit: '', number: pair[3]! };
}

/** Where province, city, street or the number of a house end, and the name that the building has may begin. */
const END = new RegExp(addressEnds.join('|'), 'gu');
/** No building is known by its number alone behind what was cut off. */
const SHORTEST_FRONT = 2;

/** The building as it stands there, then without what may stand in front of its name, the longest first. */
function shorter(building: string): Pick<Reading, 'before' | 'building'>[] {
  const cut = [...building.matchAll(END)].flatMap(({ index, 0: { length } }) => {
    const [before, rest] = [building.slice(0, index + length), building.slice(index + length)];
    const front = partsOf(rest)?.front ?? rest.replace(/\d+号?院?$/u, '');
    return front.length >= SHORTEST_FRONT && !/^\d/.test(front) ? [{ before, building: rest }] : [];
  });
  return [{ before: '', building }, ...cut];
}

/** 阳光苑5号 may be 阳光苑5栋. */
const asNumber = (building: string): string[] =>
  /\D\d{1,3}号$/u.test(building) ? [building.replace(/号$/u, '栋')] : [];

/**
 * How an address such as 江城市滨江大道389号阳光苑2栋2单元1101室（租） may be read, the longest building first: what stands in front of the
 * building's own name is left off step by step, and kept beside it. Empty where it names no room.
 */
export function readingsOf(address: string): Reading[] {
  const text = plain(address)
    .replace(/[，,、。;；]/gu, '')
    .replace(REMARK, '')
    .replace(STROKE, '-')
    .replace(HAN_FLOOR, bare)
    .replace(FLOOR, '');
  const whole = roomOf(text);
  if (!whole) return [];
  return shorter(whole.building).flatMap(({ before, building }) =>
    [building, ...asNumber(building)].map((each) => ({ ...whole, before, building: each })),
  );
}

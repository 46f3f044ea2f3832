/** The rooms of a building by a scheme: so many units, floors and rooms. Pure. */

export const NUMBERINGS = ['by-unit', 'through', 'plain'] as const;
export type Numbering = (typeof NUMBERINGS)[number];

/** How the doors of a building are laid out. */
export interface Scheme {
  /** 单元; 0 = the building has none, its rooms lie along a corridor. */
  units: number;
  /** Floors above the ground, and below it. */
  floors: number;
  basement: number;
  /** Rooms on a floor of one unit (of the whole building where there are no units). */
  rooms: number;
  /** by-unit: each unit begins with 01 (1单元502) · through: counted on along the floor (1单元501, 2单元503) · plain: 1, 2, 3 … upwards. */
  numbering: Numbering;
  /** Floors that nobody lives on or that are left out when counting: 4, 13, -1. */
  skip: readonly number[];
}

export interface Door {
  /** The place of its unit from the left, from 1; 0 where there are no units. */
  unit: number;
  floor: number;
  /** Its place on the floor of its unit, from 1. */
  position: number;
  number: string;
}

/** One building has at most so many rooms: more is a slip of the finger. */
export const MOST_ROOMS = 3000;

/** Floors from the lowest up; there is no floor 0. */
export const floorsOf = ({
  floors,
  basement,
  skip,
}: Pick<Scheme, 'floors' | 'basement' | 'skip'>): number[] =>
  Array.from({ length: floors + basement }, (_, i) =>
    i < basement ? i - basement : i - basement + 1,
  ).filter((floor) => !skip.includes(floor));

/** How many rooms a scheme makes. */
export const roomsOf = (scheme: Scheme): number =>
  floorsOf(scheme).length * Math.max(1, scheme.units) * scheme.rooms;

/** 502; B102 below the ground. */
const doorOn = (floor: number, at: number, digits: number): string =>
  `${floor < 0 ? `B${-floor}` : floor}${String(at).padStart(digits, '0')}`;

/** The doors of a scheme, unit by unit, from the lowest floor up and from the left. No two of a unit have the same number. */
export function doorsOf(scheme: Scheme): Door[] {
  const units = scheme.units === 0 ? [0] : Array.from({ length: scheme.units }, (_, i) => i + 1);
  const through = scheme.numbering === 'through';
  const most = through ? scheme.rooms * units.length : scheme.rooms;
  const digits = Math.max(2, String(most).length);
  const floors = floorsOf(scheme);
  return units.flatMap((unit) =>
    floors.flatMap((floor, up) =>
      Array.from({ length: scheme.rooms }, (_, i) => {
        const position = i + 1;
        const at = through && unit > 0 ? (unit - 1) * scheme.rooms + position : position;
        const number =
          scheme.numbering === 'plain' ? String(up * scheme.rooms + position) : doorOn(floor, at, digits);
        return { unit, floor, position, number };
      }),
    ),
  );
}

/** 3 → 3单元. */
export const unitName = (unit: number): string => `${unit}单元`;

/** The whole address of a room: that of its building (its name where it has none), unit and door. */
export function houseAddress(
  building: { name: string; address: string },
  unit: string | null,
  number: string,
): string {
  const door = /[\d]$/.test(number) ? `${number}室` : number;
  return `${building.address || building.name}${unit ?? ''}${door}`;
}

/** 502 is on the fifth floor, B102 on the first below the ground; null where the number does not say. */
export function floorOf(number: string): number | null {
  const [, below, digits] = /^(B?)(\d{1,3})\d{2}$/.exec(number) ?? [];
  const floor = Number(digits ?? 0);
  if (floor === 0 || floor > (below ? 20 : 200)) return null;
  return below ? -floor : floor;
}

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { isDefaultSpot } from '../server/src/features/matter/rules.likely.ts';
import { wordsOf } from '../server/src/platform/words.ts';
import { ZONE } from './deadlines.requests.ts';

const DAY = 86_400_000;
const METRES_PER_DEGREE = 111_320;
/** Farther apart nothing is looked at. */
export const FARTHEST = 300;

/** A request of a city, as far as telling duplicates needs it. Days since 1970, metres on a plane. */
export interface Place311 {
  type: string;
  kind: string;
  opened: number;
  closed: number;
  month: number;
  x: number;
  y: number;
  spot: string;
  words: Set<string>;
  /** The city closed it as a duplicate, says its closing text. */
  gold: boolean;
  /** It lies where the system puts what it has no place for, as far as was to be seen when it came. */
  placeless: boolean;
}

/** A request and an open one not far from it, by their numbers in the list. */
export interface Pair {
  newer: number;
  older: number;
  metres: number;
  days: number;
}

const SAYS_DUPLICATE = /dup|dulpicate/i;

const moment = (text: string | undefined) =>
  DateTime.fromFormat(text ?? '', 'MM/dd/yyyy hh:mm:ss a', { zone: ZONE, locale: 'en-US' });

function request(row: Record<string, string>): Place311[] {
  const opened = moment(row.OPEN_DT);
  const [lat, lng] = [Number(row.LATITUDE), Number(row.LONGITUDE)];
  if (!opened.isValid || !row.LATITUDE || Number.isNaN(lat + lng)) return [];
  const closed = moment(row.CLOSED_DT);
  const ofType = new Set(wordsOf(row.TYPE ?? ''));
  return [
    {
      type: row.TYPE ?? '',
      kind: row.REASON ?? '',
      opened: opened.toMillis() / DAY,
      closed: closed.isValid ? closed.toMillis() / DAY : Number.POSITIVE_INFINITY,
      month: opened.month,
      x: lng * METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180),
      y: lat * METRES_PER_DEGREE,
      spot: `${row.LATITUDE} ${row.LONGITUDE}`,
      words: new Set(wordsOf(row.CASE_TITLE ?? '').filter((word) => !ofType.has(word))),
      gold: SAYS_DUPLICATE.test(row.CLOSURE_REASON ?? ''),
      placeless: false,
    },
  ];
}

/** Reads a file with the columns of Boston's, oldest first; each is told to be placeless by those before it alone. */
export async function readPlaces(file: string | URL): Promise<Place311[]> {
  const bytes = await readFile(file);
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, relax_column_count: true });
  const requests = rows.flatMap(request).sort((a, b) => a.opened - b.opened);
  const atSpot = new Map<string, number>();
  requests.forEach((each, i) => {
    const n = (atSpot.get(each.spot) ?? 0) + 1;
    atSpot.set(each.spot, n);
    each.placeless = isDefaultSpot(n, i + 1);
  });
  return requests;
}

/** Every request with each one that was still open within 300 m when it came; what lies at no place is near nothing. */
export function openPairs(requests: readonly Place311[]): Pair[] {
  const cells = new Map<string, number[]>();
  const pairs: Pair[] = [];
  requests.forEach((each, newer) => {
    if (each.placeless) return;
    const [cx, cy] = [Math.floor(each.x / FARTHEST), Math.floor(each.y / FARTHEST)];
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (const older of cells.get(`${cx + dx} ${cy + dy}`) ?? []) {
          const other = requests[older]!;
          const metres = Math.hypot(each.x - other.x, each.y - other.y);
          if (other.closed > each.opened && metres <= FARTHEST)
            pairs.push({ newer, older, metres, days: each.opened - other.opened });
        }
    const cell = cells.get(`${cx} ${cy}`);
    if (cell) cell.push(newer);
    else cells.set(`${cx} ${cy}`, [newer]);
  });
  return pairs;
}

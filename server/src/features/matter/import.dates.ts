/** A wall-clock moment, without its place. */
interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const TOKENS: Record<string, [pattern: string, key: keyof Wall | 'half']> = {
  YYYY: ['(\\d{4})', 'year'],
  MM: ['(\\d{1,2})', 'month'],
  DD: ['(\\d{1,2})', 'day'],
  HH: ['(\\d{1,2})', 'hour'],
  hh: ['(\\d{1,2})', 'hour'],
  mm: ['(\\d{1,2})', 'minute'],
  ss: ['(\\d{1,2})', 'second'],
  A: ['([AaPp][Mm]|上午|下午)', 'half'],
};

/** Formats that can be read without being told; in none of them can day and month be confused. */
const AUTOMATIC = [
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DD HH:mm',
  'YYYY-MM-DD',
  'YYYY/MM/DD HH:mm:ss',
  'YYYY/MM/DD HH:mm',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'YYYY年MM月DD日 HH时mm分ss秒',
  'YYYY年MM月DD日 HH时mm分',
  'YYYY年MM月DD日 HH:mm:ss',
  'YYYY年MM月DD日 HH:mm',
  'YYYY年MM月DD日',
];

interface Reader {
  pattern: RegExp;
  keys: (keyof Wall | 'half')[];
}

const readers = new Map<string, Reader>();

function readerOf(format: string): Reader {
  const known = readers.get(format);
  if (known) return known;
  const keys: Reader['keys'] = [];
  const source = format.replace(/YYYY|MM|DD|HH|hh|mm|ss|A|\s+|[^\w\s]/g, (token) => {
    const entry = TOKENS[token];
    if (entry) keys.push(entry[1]);
    return entry?.[0] ?? (/\s/.test(token) ? '\\s*' : token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  });
  const reader = { pattern: new RegExp(`^${source}$`), keys };
  readers.set(format, reader);
  return reader;
}

/** True for a format that has at least year, month and day. */
export const isDateFormat = (format: string): boolean =>
  format === 'auto' || ['YYYY', 'MM', 'DD'].every((token) => format.includes(token));

function readWall(text: string, format: string): Wall | null {
  const { pattern, keys } = readerOf(format);
  const found = pattern.exec(text);
  if (!found) return null;
  const wall: Wall = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  let half = '';
  keys.forEach((key, i) => {
    if (key === 'half') half = found[i + 1]!.toLowerCase();
    else wall[key] = Number(found[i + 1]);
  });
  if (half) {
    if (wall.hour < 1 || wall.hour > 12) return null;
    wall.hour = (wall.hour % 12) + (half === 'pm' || half === '下午' ? 12 : 0);
  }
  const at = new Date(Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second));
  const real = at.getUTCMonth() === wall.month - 1 && at.getUTCDate() === wall.day;
  return real && wall.hour < 24 && wall.minute < 60 && wall.second < 60 ? wall : null;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  if (zone === 'Asia/Shanghai') return 8 * 3_600_000;
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(at)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return wall - Math.floor(at / 1000) * 1000;
}

/** The moment of a wall clock in a zone; of an hour that summer time doubles, the first. */
function momentOf(wall: number, zone: string): Date {
  const first = wall - offsetAt(zone, wall);
  return new Date(wall - offsetAt(zone, first));
}

/** True for a zone of the time zone database. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}

const DAY = 86_400_000;
/** Day 0 of spreadsheets; days from 1900-03-01 on are right, earlier ones nobody imports. */
const SHEET_EPOCH = Date.UTC(1899, 11, 30);

/**
 * Reads a cell as a moment: a date of the spreadsheet (its wall clock in the zone), a spreadsheet's day number, an ISO text
 * with its own offset, or a text in the format (`auto`: the usual forms that begin with the year). Null when it is none.
 */
export function readMoment(cell: string | number | Date, format: string, zone: string): Date | null {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : momentOf(cell.getTime(), zone);
  const text = String(cell).trim();
  if (format === 'auto' || typeof cell === 'number') {
    if (/^\d{5}(\.\d+)?$/.test(text)) {
      const seconds = Math.round((Number(text) * DAY) / 1000);
      return momentOf(SHEET_EPOCH + seconds * 1000, zone);
    }
    if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text)) {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? null : at;
    }
  }
  const candidates = format === 'auto' ? AUTOMATIC : [format];
  for (const candidate of candidates) {
    const wall = readWall(text.replace(/^(\d{4}-\d\d?-\d\d?)T/, '$1 '), candidate);
    if (wall)
      return momentOf(
        Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second),
        zone,
      );
  }
  return null;
}

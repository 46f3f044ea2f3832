import exifr from 'exifr';

/** What a photo says of itself: position in WGS-84 degrees, and when it was taken. */
export interface PhotoFacts {
  point?: { lng: number; lat: number };
  takenAt?: Date;
}

const EARLIEST = Date.UTC(1990, 0, 1);
const DAY = 86_400_000;

function pointOf(tags: Record<string, unknown>): PhotoFacts['point'] {
  const { latitude: lat, longitude: lng } = tags;
  if (typeof lat !== 'number' || typeof lng !== 'number' || !Number.isFinite(lat) || !Number.isFinite(lng))
    return undefined;
  // Cameras without a fix write zeros.
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180 || (lat === 0 && lng === 0)) return undefined;
  return { lng, lat };
}

/** EXIF writes local time, and often not where; here local time is Beijing time. */
function momentOf(tags: Record<string, unknown>, now: Date): Date | undefined {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(tags.DateTimeOriginal ?? ''));
  if (!found) return undefined;
  const offset = /^[+-]\d\d:\d\d$/.exec(String(tags.OffsetTimeOriginal ?? ''))?.[0] ?? '+08:00';
  const at = new Date(`${found[1]}-${found[2]}-${found[3]}T${found[4]}${offset}`);
  const time = at.getTime();
  // A clock that was never set, or runs ahead, tells nothing.
  return time > EARLIEST && time < now.getTime() + DAY ? at : undefined;
}

/** Reads position and time from an EXIF block as image files carry it; an unreadable one says nothing and is no fault. */
export async function readExif(block: Buffer | undefined, now: Date): Promise<PhotoFacts> {
  if (!block) return {};
  const tiff = block.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block;
  const options = { tiff: true, exif: true, gps: true, reviveValues: false, translateValues: false };
  const tags = await exifr.parse(tiff, options).catch(() => null);
  return tags ? { point: pointOf(tags), takenAt: momentOf(tags, now) } : {};
}

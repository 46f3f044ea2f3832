import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import sharp from 'sharp';
import { type Actor, SYSTEM } from '../access.ts';
import { sha256 } from '../crypto.ts';
import type { App } from '../http/routes.ts';
import { uuidv7 } from '../ids.ts';
import { type Runtime, run } from '../runtime.ts';

export interface Visitor {
  id: string;
  actor: Actor;
  headers: { authorization: string };
}

/** An account without any right, with a session of some days. */
export async function sampleVisitor(runtime: Runtime, name: string): Promise<Visitor> {
  const id = uuidv7(runtime.clock.now());
  const token = randomBytes(32).toString('base64url');
  await run(runtime, SYSTEM, async (ctx) => {
    const expires = new Date(ctx.now.getTime() + 9 * 86_400_000);
    await sql`insert into account (id, kind, name, created_at)
      values (${id}::uuid, 'staff', ${name}, ${ctx.now}::timestamptz)`.execute(ctx.db);
    ctx.write(sql`insert into account_session (token_hash, id, account_id, created_at, seen_at, expires_at, address, agent)
      values (${sha256(token)}::bytea, ${id}::uuid, ${id}::uuid, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz,
        ${expires}::timestamptz, '', '')`);
  });
  return {
    id,
    actor: { id, kind: 'staff', name, grants: [] },
    headers: { authorization: `Bearer ${token}` },
  };
}

/** Uploads as a browser does. */
export function sampleUpload(http: App, who: Visitor, bytes: Uint8Array, name?: string) {
  const { payload, headers } = multipart(bytes, name);
  return http.inject({ method: 'POST', url: '/api/files', payload, headers: { ...headers, ...who.headers } });
}

/** A plain photo of the given pixels, as a phone would send it; with a position (degrees) and time when asked for. */
export async function samplePhoto(
  options: {
    width?: number;
    height?: number;
    lng?: number;
    lat?: number;
    taken?: string;
    colour?: string;
  } = {},
): Promise<Buffer> {
  const { width = 640, height = 480, lng, lat, taken, colour = '#8899aa' } = options;
  const image = sharp({ create: { width, height, channels: 3, background: colour } }).jpeg();
  if (lng === undefined || lat === undefined) return image.toBuffer();
  const degrees = (value: number) => {
    const whole = Math.floor(value);
    const minutes = Math.floor((value - whole) * 60);
    const seconds = Math.round(((value - whole) * 60 - minutes) * 60 * 1e6);
    return `${whole}/1 ${minutes}/1 ${seconds}/1000000`;
  };
  return image
    .withExif({
      IFD2: { DateTimeOriginal: taken ?? '2026:03:01 10:20:30' },
      IFD3: {
        GPSLatitudeRef: lat < 0 ? 'S' : 'N',
        GPSLatitude: degrees(Math.abs(lat)),
        GPSLongitudeRef: lng < 0 ? 'W' : 'E',
        GPSLongitude: degrees(Math.abs(lng)),
      },
    })
    .toBuffer();
}

/** A multipart body with one file, and its content type. */
export function multipart(bytes: Uint8Array, name = '现场.jpg', type = 'image/jpeg') {
  const boundary = 'huying-sample-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
  return {
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

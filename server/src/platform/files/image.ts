import { open } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { badField, type Refusal } from '../errors.ts';
import { type PhotoFacts, readExif } from './exif.ts';
import { lookOf } from './look.ts';

/** Sizes of a photo, by their longest side in pixels. */
export const SIZES = { full: 2560, medium: 1280, thumb: 320 } as const;
export type Size = keyof typeof SIZES;

/** More pixels than any phone takes: a small file that unpacks to more is an attack or a scan, and refused. */
const MOST_PIXELS = 50_000_000;
const QUALITY = 82;
const SECONDS = 30;

// One thread each: requests are what runs side by side here, and the files are read once, so nothing is worth keeping.
sharp.concurrency(1);
sharp.cache(false);

export interface Photo extends PhotoFacts {
  mediaType: 'image/jpeg' | 'image/webp';
  width: number;
  height: number;
  bytes: Record<Size, Buffer>;
  /** See `lookOf`. */
  look: string | null;
}

const REMEDY = '请上传 JPEG、PNG 或 WebP 格式的照片。';

function refuse(code: string, message: string): Refusal {
  return badField('file', code, message);
}

/** What a file is, by its first bytes; its name and declared type are only claims. */
function sniff(head: Buffer): 'photo' | 'heic' | 'other' {
  const text = head.toString('latin1');
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'photo';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'photo';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'photo';
  return /^....ftyp(heic|heix|mif1|hevc)/s.test(text) ? 'heic' : 'other';
}

async function checkType(path: string): Promise<void> {
  const handle = await open(path);
  const head = Buffer.alloc(16);
  try {
    await handle.read(head, 0, 16, 0);
  } finally {
    await handle.close();
  }
  const type = sniff(head);
  if (type === 'heic')
    throw refuse('heic', '暂不支持 HEIC 照片：请在手机的相机设置里把格式改为“兼容性最佳”，或发送截图。');
  if (type === 'other') throw refuse('not_a_photo', `这个文件不是照片。${REMEDY}`);
}

function unreadable(error: unknown): never {
  const timeout = error instanceof Error && error.message.startsWith('timeout');
  throw timeout
    ? refuse('too_complex', '这张照片处理时间太长，请换一张较小的照片。')
    : refuse('unreadable', '照片不完整或已损坏，请重新拍摄或重新选择后再上传。');
}

function encoded(image: Sharp, size: Size, mediaType: Photo['mediaType']): Sharp {
  const fitted = image
    .resize({ width: SIZES[size], height: SIZES[size], fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: SECONDS });
  return mediaType === 'image/webp' ? fitted.webp({ quality: QUALITY }) : fitted.jpeg({ quality: QUALITY });
}

/**
 * Makes a photo ours: upright, at most 2560 px, re-encoded without any metadata, with its smaller sizes; position and
 * time are read first. Refuses what is no JPEG, PNG or WebP by its content, is cut short, or has over 50 million pixels.
 * Of an animated picture the first frame stays.
 */
export async function makePhoto(path: string, now: Date): Promise<Photo> {
  await checkType(path);
  const header = await sharp(path, { limitInputPixels: false }).metadata().catch(unreadable);
  if (header.width * header.height > MOST_PIXELS)
    throw refuse('too_many_pixels', '照片的像素太多（最多 5000 万），请缩小后再上传。');
  const facts = await readExif(header.exif, now);
  const mediaType = header.hasAlpha ? 'image/webp' : 'image/jpeg';
  // Phones write harmless oddities that are only warnings; what is cut short or broken is an error.
  const source = sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient();
  const full = await encoded(source, 'full', mediaType)
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable);
  const medium = await encoded(sharp(full.data), 'medium', mediaType).toBuffer();
  const thumb = await encoded(sharp(medium), 'thumb', mediaType).toBuffer();
  const { width, height } = full.info;
  const look = await lookOf(thumb);
  return { ...facts, mediaType, width, height, look, bytes: { full: full.data, medium, thumb } };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { ALIKE_BITS, lookOf } from './look.ts';

/** A picture with something in it: a few soft spots at places that the number decides. */
async function picture(seed: number): Promise<Buffer> {
  const spots = Array.from({ length: 12 }, (_, i) => {
    const at = (seed * 7919 + i * 104_729) % 9973;
    return `<circle cx="${at % 640}" cy="${(at * 13) % 480}" r="${40 + (at % 90)}" fill="hsl(${at % 360},60%,${20 + (at % 60)}%)"/>`;
  }).join('');
  return sharp(
    Buffer.from(`<svg width="640" height="480"><rect width="640" height="480" fill="#888"/>${spots}</svg>`),
  )
    .jpeg()
    .toBuffer();
}

const apart = (a: string, b: string): number => [...a].filter((bit, i) => bit !== b[i]).length;

test('a picture made smaller, packed anew or a little brighter looks the same; another one does not', async () => {
  const photo = await picture(1);
  const look = (await lookOf(photo))!;
  assert.match(look, /^[01]{64}$/);
  const variants = [
    await sharp(photo).resize(320).jpeg({ quality: 40 }).toBuffer(),
    await sharp(photo).modulate({ brightness: 1.15 }).png().toBuffer(),
  ];
  for (const variant of variants) assert.ok(apart(look, (await lookOf(variant))!) <= ALIKE_BITS);
  for (const seed of [2, 3, 4, 5])
    assert.ok(apart(look, (await lookOf(await picture(seed)))!) > ALIKE_BITS, `picture ${seed}`);
});

test('a picture with nothing in it tells nothing', async () => {
  const grey = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
  assert.equal(await lookOf(grey), null);
});

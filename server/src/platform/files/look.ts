import sharp from 'sharp';

const WIDTH = 9;
const HEIGHT = 8;
/** With fewer bits than this of either kind a picture is one plain area (a lens covered, a wall) and tells nothing. */
const FEWEST = 6;

/** How many bits two looks may differ in and still be of the same picture: another size, another compression, a little light. */
export const ALIKE_BITS = 8;

/**
 * What a picture looks like, as 64 bits: whether each of 9×8 coarse grey pixels is brighter than the one to its right. The same
 * picture made smaller or packed anew gives nearly the same bits. Null for a picture with nothing in it.
 */
export async function lookOf(photo: Buffer): Promise<string | null> {
  const pixels = await sharp(photo).greyscale().resize(WIDTH, HEIGHT, { fit: 'fill' }).raw().toBuffer();
  let bits = '';
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH - 1; x += 1)
      bits += pixels[y * WIDTH + x]! > pixels[y * WIDTH + x + 1]! ? '1' : '0';
  const ones = bits.replaceAll('0', '').length;
  return ones < FEWEST || ones > bits.length - FEWEST ? null : bits;
}

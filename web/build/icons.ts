/** Draws the icons from the palette: `npm run icons -w web`. The results are committed; run it when a token changes. */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { tokens } from '../src/theme.ts';

/** A voice and its answer: two arcs that meet in one point. `pad` keeps a maskable icon inside its safe circle. */
function icon(pad: number, radius: number): string {
  const scale = (512 - 2 * pad) / 512;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="${radius}" fill="${tokens.blue}"/>
<g transform="translate(${pad} ${pad}) scale(${scale})" fill="none" stroke="${tokens.onDark}" stroke-width="40" stroke-linecap="round">
<path d="M196 148a150 150 0 0 0 0 216"/><path d="M134 92a228 228 0 0 0 0 328" opacity="0.55"/>
<path d="M316 148a150 150 0 0 1 0 216"/><path d="M378 92a228 228 0 0 1 0 328" opacity="0.55"/>
<circle cx="256" cy="256" r="44" fill="${tokens.onDark}" stroke="none"/></g></svg>\n`;
}

const out = new URL('../public/', import.meta.url);
writeFileSync(new URL('icon.svg', out), icon(40, 96));
for (const size of [192, 512]) {
  writeFileSync(
    new URL(`icon-${size}.png`, out),
    await sharp(Buffer.from(icon(40, 96)))
      .resize(size)
      .png()
      .toBuffer(),
  );
}
const maskable = await sharp(Buffer.from(icon(96, 0)))
  .resize(512)
  .png()
  .toBuffer();
writeFileSync(new URL('icon-maskable-512.png', out), maskable);

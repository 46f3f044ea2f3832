import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Actor } from '../platform/access.ts';
import { keepPhoto } from '../platform/files/files.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Plan } from './director.plan.ts';

/** What is wrong, drawn on a street of 640×480. */
const TROUBLE: Record<string, string> = {
  lamp: '<rect x="300" y="120" width="10" height="260" fill="#4a5560"/><path d="M305 125q60-40 90 0" stroke="#4a5560" stroke-width="9" fill="none"/><ellipse cx="398" cy="132" rx="26" ry="12" fill="#39424b"/>',
  manhole:
    '<ellipse cx="330" cy="400" rx="90" ry="34" fill="#20262c"/><path d="M250 384l150-34 20 22-152 36z" fill="#77828c"/>',
  water: '<path d="M60 400q120-50 260-20t300 10v90H60z" fill="#7fa8c9" opacity=".85"/>',
  road: '<path d="M220 400q60-50 150-20t70 50q-90 40-190 20z" fill="#2b3035"/><path d="M180 430l-60 20M450 390l80-26" stroke="#2b3035" stroke-width="5"/>',
  garbage:
    '<ellipse cx="300" cy="400" rx="58" ry="46" fill="#3d4650"/><ellipse cx="380" cy="412" rx="48" ry="38" fill="#55606b"/><path d="M430 430l60-12 10 26-64 8z" fill="#c9b28a"/>',
  bin: '<rect x="280" y="300" width="90" height="130" rx="8" fill="#2f6b3e"/><path d="M270 300q50-60 110 0z" fill="#c9b28a"/><path d="M390 430l50-14 14 20z" fill="#d8d8d2"/>',
  bike: '<g stroke="#39424b" stroke-width="7" fill="none"><circle cx="230" cy="400" r="42"/><circle cx="340" cy="400" r="42"/><path d="M230 400l50-70 60 70M262 330h50"/><circle cx="420" cy="408" r="42"/><circle cx="530" cy="408" r="42"/><path d="M420 408l50-70 60 70"/></g>',
  stall:
    '<path d="M200 290h240l30 50H170z" fill="#c04a3f"/><rect x="200" y="340" width="240" height="70" fill="#d8c49a"/><circle cx="250" cy="350" r="16" fill="#e0872f"/><circle cx="300" cy="350" r="16" fill="#b9c63f"/><circle cx="350" cy="350" r="16" fill="#d2452f"/>',
  poster:
    '<g fill="#f2ecd8" stroke="#888" stroke-width="2"><path d="M220 140l70-6 4 90-70 8zM320 160l60 4-4 80-62-6zM250 250l80-8 6 70-82 6z"/></g>',
  site: '<path d="M120 400h400v-70H120z" fill="#3f7fb5"/><path d="M420 330V120h12v210zM300 130h240v10H300z" fill="#d9a21b"/><path d="M200 400q70-90 150 0z" fill="#a58d6a"/>',
  tree: '<rect x="318" y="240" width="20" height="170" fill="#6b4e35"/><path d="M330 250l-70-90M330 230l60-110M326 280l80-50" stroke="#6b4e35" stroke-width="9"/>',
  wire: '<path d="M40 150q280 40 320 190t260-120" stroke="#20262c" stroke-width="6" fill="none"/><rect x="96" y="90" width="14" height="310" fill="#7b6a55"/>',
};

function picture(trouble: string, shade: number, when: 'before' | 'after'): string {
  const sky = when === 'after' ? '#cfe3f2' : ['#b9c4cc', '#d6cdbf', '#a9b7c4'][shade % 3];
  const houses = [0, 1, 2, 3, 4].map((i) => {
    const height = 130 + ((i * 67 + shade * 41) % 110);
    return `<rect x="${i * 130 - 10}" y="${320 - height}" width="118" height="${height}" fill="${['#b08d74', '#9aa3ab', '#c3b59b'][(i + shade) % 3]}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="${sky}"/>${houses.join('')}<rect y="320" width="640" height="160" fill="#8b9096"/><path d="M0 352h640" stroke="#d8d8d2" stroke-width="6"/>${when === 'after' ? '' : trouble}</svg>`;
}

/**
 * A few drawn pictures, sent through the real photo pipeline for the first `most` calls that show something; the same
 * street without the trouble comes with the feedback.
 */
export async function makePhotos(most: number) {
  const folder = await mkdtemp(join(tmpdir(), 'huying-demo-'));
  const drawn = new Map<string, Promise<string>>();
  const wanted = new Set<number>();
  const draw = async (kind: string, shade: number, when: 'before' | 'after') => {
    const path = join(folder, `${kind}-${shade}-${when}.jpg`);
    await writeFile(
      path,
      await sharp(Buffer.from(picture(TROUBLE[kind]!, shade, when)))
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
    return path;
  };
  return {
    async keep(lane: Runtime, actor: Actor, plan: Plan, when: 'before' | 'after'): Promise<string[]> {
      const kind = plan.topic.p ?? 'none';
      if (!TROUBLE[kind] || !['city-event', 'repair'].includes(plan.type)) return [];
      const chosen = wanted.has(plan.index);
      if (when === 'after' ? !chosen : plan.index >= most) return [];
      wanted.add(plan.index);
      const key = `${kind} ${plan.index % 3} ${when}`;
      const path = drawn.get(key) ?? draw(kind, plan.index % 3, when);
      drawn.set(key, path);
      return [(await keepPhoto(lane, actor, await path, '现场.jpg')).id];
    },
    /** One picture of a kind of trouble, whoever shows it. */
    async show(lane: Runtime, actor: Actor, kind: string): Promise<string> {
      const path = drawn.get(kind) ?? draw(kind, 0, 'before');
      drawn.set(kind, path);
      return (await keepPhoto(lane, actor, await path, '现场.jpg')).id;
    },
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}

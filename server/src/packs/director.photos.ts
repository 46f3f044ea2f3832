import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Actor } from '../platform/access.ts';
import { keepPhoto } from '../platform/files/files.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Plan } from './director.plan.ts';
import { isDrawn, sceneOf } from './director.scene.ts';

/** Scenes of those who show something outside the plans. */
const BESIDE = 1_000_000;

/**
 * Drawn pictures, sent through the real photo pipeline for the first `most` calls that show something; the same place without the
 * trouble comes with the feedback. Each call shows another place, but those about the same thing: theirs is the same picture.
 */
export async function makePhotos(most: number) {
  const folder = await mkdtemp(join(tmpdir(), 'huying-demo-'));
  const wanted = new Set<number>();
  let shown = BESIDE;
  const keepScene = async (lane: Runtime, actor: Actor, ...scene: Parameters<typeof sceneOf>) => {
    const path = join(folder, `${scene.join('-')}.jpg`);
    await sharp(Buffer.from(sceneOf(...scene)))
      .jpeg({ quality: 80 })
      .toFile(path);
    return (await keepPhoto(lane, actor, path, '现场.jpg')).id;
  };
  return {
    async keep(lane: Runtime, actor: Actor, plan: Plan, when: 'before' | 'after'): Promise<string[]> {
      const kind = plan.topic.p;
      if (!isDrawn(kind) || !['city-event', 'repair'].includes(plan.type)) return [];
      if (when === 'after' ? !wanted.has(plan.index) : plan.index >= most) return [];
      wanted.add(plan.index);
      return [await keepScene(lane, actor, kind, plan.same ?? plan.index, when)];
    },
    /** A picture of a kind of trouble for somebody of no plan, another one each time. */
    show(lane: Runtime, actor: Actor, kind: string): Promise<string> {
      shown += 1;
      return keepScene(lane, actor, kind, shown, 'before');
    },
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}

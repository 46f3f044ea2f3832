import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { ALIKE_BITS, lookOf } from '../platform/files/look.ts';
import { isDrawn, sceneOf } from './director.scene.ts';

const KINDS = 'lamp manhole water road garbage bin bike stall poster site tree wire'.split(' ');

const look = async (...scene: Parameters<typeof sceneOf>): Promise<string> => {
  const bits = await lookOf(
    await sharp(Buffer.from(sceneOf(...scene)))
      .jpeg({ quality: 80 })
      .toBuffer(),
  );
  assert.ok(bits, `nothing to be seen: ${scene.join(' ')}`);
  return bits;
};
const apart = (one: string, other: string): number => [...one].filter((bit, i) => bit !== other[i]).length;

test('the demo shows another picture for each call: no two are taken for the same, of one kind of trouble or of several', async () => {
  assert.ok(KINDS.every(isDrawn) && !isDrawn('party') && !isDrawn(undefined));
  const looks: string[] = [];
  for (const [i, kind] of [...KINDS, ...KINDS, ...KINDS, ...KINDS, ...KINDS].entries())
    looks.push(await look(kind, i, 'before'));
  for (const [i, one] of looks.entries())
    for (const other of looks.slice(0, i)) assert.ok(apart(one, other) > ALIKE_BITS, `${i}: ${one} ${other}`);
});

test('a scene is the same each time it is drawn, and shows its trouble before the work only', async () => {
  for (const kind of KINDS) {
    assert.equal(sceneOf(kind, 7, 'before'), sceneOf(kind, 7, 'before'));
    assert.notEqual(sceneOf(kind, 7, 'before'), sceneOf(kind, 7, 'after'));
  }
});

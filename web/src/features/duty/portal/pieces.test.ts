import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MyPiece } from '../duty.ts';
import { formOf, NOTE, PHOTOS, requestOf } from './pieces.ts';

const piece = {
  fields: [{ name: 'homes', kind: 'number', label: '户数' }],
  photos: 2,
  position: true,
} as MyPiece;
const here = { lng: 114.4, lat: 30.4 };

test('photos and a note are asked after the own questions, photos only where they are wanted', () => {
  assert.deepEqual(
    formOf(piece).map(({ name, required }) => [name, required ?? false]),
    [
      ['homes', false],
      [PHOTOS, true],
      [NOTE, false],
    ],
  );
  assert.equal(formOf({ ...piece, photos: 0 }).find(({ name }) => name === PHOTOS)?.required, false);
});

test('what the server would refuse is refused before it waits for signal; photos on their way count', () => {
  const said = { homes: 3, [PHOTOS]: ['a'], [NOTE]: '补充' };
  assert.throws(() => requestOf(piece, said, 0, here), /至少要 2 张/);
  assert.throws(() => requestOf(piece, said, 1, undefined), /定位/);
  assert.deepEqual(requestOf(piece, said, 1, here), {
    answers: { homes: 3 },
    note: '补充',
    point: here,
    files: ['a'],
  });
});

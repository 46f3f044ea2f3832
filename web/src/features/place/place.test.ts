import assert from 'node:assert/strict';
import { test } from 'node:test';
import { middleOf } from './place.ts';

const square = (lng: number, lat: number) => ({
  geometry: {
    coordinates: [
      [
        [lng, lat],
        [lng + 2, lat],
        [lng + 2, lat + 2],
        [lng, lat + 2],
        [lng, lat],
      ],
    ],
  },
});

test('the middle of a city is that of the area nearest to the middle of all, also of several parts', () => {
  assert.deepEqual(middleOf({ features: [square(100, 30), square(103, 30), square(110, 30)] }), {
    lng: 104,
    lat: 31,
  });
  const parts = [square(0, 0), square(4, 0)].map(({ geometry }) => geometry.coordinates);
  assert.deepEqual(middleOf({ features: [{ geometry: { coordinates: parts } }] }), { lng: 3, lat: 1 });
  assert.equal(middleOf({ features: [] }), null);
});

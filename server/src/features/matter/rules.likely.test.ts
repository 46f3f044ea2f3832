import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDefaultSpot, kinship, likelihood, pairing, type Signs } from './rules.likely.ts';
import { cellsAround, metres } from './rules.similar.ts';

const signs = fc.record<Signs>({
  metres: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 500 })),
  days: fc.double({ min: 0, max: 400, noNaN: true }),
  pairing: fc.double({ min: 0, max: 1, noNaN: true }),
  words: fc.double({ min: 0, max: 1, noNaN: true }),
  photo: fc.boolean(),
});

test('nearer, sooner, more alike is never less likely, and a likelihood is between 0 and 1', () => {
  fc.assert(
    fc.property(signs, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
      const p = likelihood(some);
      assert.ok(p >= 0 && p <= 1);
      assert.ok(likelihood({ ...some, days: some.days * share }) >= p);
      assert.ok(likelihood({ ...some, pairing: some.pairing + (1 - some.pairing) * share }) >= p);
      assert.ok(likelihood({ ...some, words: some.words + (1 - some.words) * share }) >= p);
      assert.ok(likelihood({ ...some, photo: true }) >= p);
      if (some.metres !== null) assert.ok(likelihood({ ...some, metres: some.metres * share }) >= p);
    }),
  );
});

test('a higher threshold never shows more', () => {
  fc.assert(
    fc.property(fc.array(signs), fc.double({ min: 0, max: 1, noNaN: true }), (many, low) => {
      const shown = (threshold: number) => many.filter((each) => likelihood(each) >= threshold).length;
      assert.ok(shown(low + (1 - low) / 2) <= shown(low));
    }),
  );
});

const code = fc.constantFrom(null, 'a', 'b', 'c');
const side = fc.record({ category: code, parent: code });

test('two classes stand to each other the same from both sides, and so do two places', () => {
  fc.assert(fc.property(side, side, (a, b) => assert.equal(kinship(a, b), kinship(b, a))));
  const place = fc.record({
    lng: fc.double({ min: 113, max: 115, noNaN: true }),
    lat: fc.double({ min: 29, max: 31, noNaN: true }),
  });
  fc.assert(
    fc.property(place, place, (a, b) => {
      const [there, back] = [metres(a, b)!, metres(b, a)!];
      assert.ok(Math.abs(there - back) <= 1 + 0.03 * there, `${there} and ${back}`);
    }),
  );
});

test('how often two classes are the same is what was expected at first, then what was seen', () => {
  assert.equal(pairing('same', { met: 0, same: 0 }), 0.1);
  assert.ok(pairing('other', { met: 1000, same: 600 }) > 0.55);
  assert.ok(pairing('same', { met: 1000, same: 0 }) < 0.01);
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), (met, same) => {
      const share = pairing('sibling', { met, same });
      assert.ok(share >= 0 && share <= 1);
    }),
  );
});

test('whatever lies within the radius lies in one of the cells around', () => {
  const at = fc.record({
    lng: fc.double({ min: 113, max: 115, noNaN: true }),
    lat: fc.double({ min: 29, max: 31, noNaN: true }),
    east: fc.double({ min: -0.004, max: 0.004, noNaN: true }),
    north: fc.double({ min: -0.004, max: 0.004, noNaN: true }),
  });
  fc.assert(
    fc.property(at, ({ lng, lat, east, north }) => {
      const other = { lng: lng + east, lat: lat + north };
      if (metres({ lng, lat }, other)! > 299) return;
      const cells = cellsAround({ lng, lat }, 300);
      assert.ok(cells.length <= 25);
      assert.ok(
        cells.some(({ y, x }) => y === Math.floor(other.lat * 500) && x === Math.floor(other.lng * 500)),
      );
    }),
  );
});

test('a default spot is one that a hundredth of all calls lie on, not a busy corner', () => {
  assert.equal(isDefaultSpot(8752, 58_119), true);
  assert.equal(isDefaultSpot(110, 58_119), false);
  assert.equal(isDefaultSpot(99, 100), false, 'too few to tell');
});

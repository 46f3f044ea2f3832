import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doorsOf, floorsOf, houseAddress, NUMBERINGS, roomsOf, type Scheme } from './rules.matrix.ts';

const scheme: Scheme = { units: 2, floors: 3, basement: 1, rooms: 2, numbering: 'by-unit', skip: [] };
const numbers = (more: Partial<Scheme>) =>
  doorsOf({ ...scheme, ...more }).map(({ unit, number }) => `${unit}-${number}`);

test('each unit begins with 01, floor by floor, basements with a B', () => {
  assert.deepEqual(numbers({ floors: 2 }), [
    ...['1-B101', '1-B102', '1-101', '1-102', '1-201', '1-202'],
    ...['2-B101', '2-B102', '2-101', '2-102', '2-201', '2-202'],
  ]);
});

test('through: the floor is counted on from unit to unit; plain: upwards from 1; a floor left out has no doors', () => {
  assert.deepEqual(numbers({ floors: 1, basement: 0, numbering: 'through' }), [
    '1-101',
    '1-102',
    '2-103',
    '2-104',
  ]);
  assert.deepEqual(numbers({ floors: 2, basement: 0, units: 0, numbering: 'plain' }), [
    '0-1',
    '0-2',
    '0-3',
    '0-4',
  ]);
  assert.deepEqual(floorsOf({ floors: 5, basement: 0, skip: [4] }), [1, 2, 3, 5]);
});

test('whatever the scheme: as many doors as it says, no number twice in a unit, every place on its floor taken once', () => {
  const any = fc.record({
    units: fc.integer({ min: 0, max: 12 }),
    floors: fc.integer({ min: 0, max: 40 }),
    basement: fc.integer({ min: 0, max: 4 }),
    rooms: fc.integer({ min: 1, max: 120 }),
    numbering: fc.constantFrom(...NUMBERINGS),
    skip: fc.array(fc.integer({ min: -4, max: 40 }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(any, (each) => {
      const doors = doorsOf(each);
      assert.equal(doors.length, roomsOf(each));
      assert.equal(new Set(doors.map(({ unit, number }) => `${unit} ${number}`)).size, doors.length);
      assert.equal(
        new Set(doors.map(({ unit, floor, position }) => `${unit} ${floor} ${position}`)).size,
        doors.length,
      );
      assert.ok(doors.every(({ floor }) => floor !== 0 && !each.skip.includes(floor)));
      assert.ok(doors.every(({ floor }) => floor >= -each.basement && floor <= each.floors));
      // Through: no number twice in the whole building.
      if (each.numbering === 'through' && each.units > 0)
        assert.equal(new Set(doors.map(({ number }) => number)).size, doors.length);
    }),
  );
});

test('an address is that of the building, then unit and door', () => {
  const building = { name: '锦绣花园3栋', address: '和平路12号锦绣花园3栋' };
  assert.equal(houseAddress(building, '2单元', '501'), '和平路12号锦绣花园3栋2单元501室');
  assert.equal(houseAddress({ ...building, address: '' }, null, '门卫室'), '锦绣花园3栋门卫室');
});

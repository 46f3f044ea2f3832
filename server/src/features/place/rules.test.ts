import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RegistryItem } from '../dictionary/index.ts';
import { codePrefix, maskPlate, maskValue, metres } from './rules.ts';

test('a plate keeps where it is registered and its last three, and nothing between', () => {
  assert.equal(maskPlate('鄂A12345'), '鄂A·**345');
  assert.equal(maskPlate('鄂AD12345'), '鄂A·***345');
});

test('no masked value of four letters or more is the value, or holds it', () => {
  const masks: RegistryItem['mask'][] = ['name', 'phone', 'id', 'all'];
  const letters = fc.string({
    unit: fc.constantFrom(...'0123456789王李张大小川'),
    minLength: 4,
    maxLength: 20,
  });
  fc.assert(
    fc.property(letters, fc.constantFrom(...masks), (value, mask) => {
      const item = { type: 'text', mask } as RegistryItem;
      assert.ok(!maskValue(item, value).includes(value), `${mask}: ${value}`);
    }),
  );
});

test('metres are those of the sphere, the same there and back', () => {
  assert.equal(metres({ lng: 114, lat: 30 }, { lng: 114, lat: 30 }), 0);
  assert.equal(metres({ lng: 114, lat: 30 }, { lng: 114, lat: 31 }), 111195);
  assert.equal(metres({ lng: 114, lat: 60 }, { lng: 115, lat: 60 }), 55597);
  assert.equal(
    metres({ lng: 115, lat: 31 }, { lng: 114, lat: 30 }),
    metres({ lng: 114, lat: 30 }, { lng: 115, lat: 31 }),
  );
});

test('the code of a component begins with its county and class, where the class has numbers', () => {
  assert.equal(codePrefix('429998001001', 'gbt-c-01-37'), '4299980137');
  assert.equal(codePrefix('429998001001', 'rp-lift-01'), null);
  assert.equal(codePrefix('', 'gbt-c-01-37'), null);
});

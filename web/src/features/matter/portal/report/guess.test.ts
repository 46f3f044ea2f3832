import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessType } from './guess.ts';

const all = ['city-event', 'repair', 'complaint', 'dispute', 'wish'];

test('words about the house are a repair, quarrels a dispute, everything else the street', () => {
  assert.equal(guessType('3 号楼电梯坏了', all), 'repair');
  assert.equal(guessType('和邻居因为噪音吵架，请人调解', all), 'dispute');
  assert.equal(guessType('请问居住证怎么办理', all), 'complaint');
  assert.equal(guessType('井盖松动', all), 'city-event');
  assert.equal(guessType('', all), 'city-event');
});

test('a kind that is not offered is never guessed', () => {
  assert.equal(guessType('电梯坏了', ['city-event', 'dispute']), 'city-event');
  assert.equal(guessType('井盖松动', ['wish']), 'wish');
  assert.equal(guessType('井盖松动', []), undefined);
});

import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { aes } from './cipher.aes.ts';
import { sm4 } from './cipher.sm4.ts';
import { CIPHERS } from './cipher.ts';
import { createRing, type Ring } from './ring.ts';
import { wrapperOf } from './wrapper.ts';

const kinds = fc.constantFrom(...CIPHERS);
const ringOf = (onUnknown = () => {}): Ring => createRing(onUnknown);
const HEX = (text: string) => Buffer.from(text, 'hex');

test('any value opens, by whichever cipher it was sealed and however often the key was changed since', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), kinds), { minLength: 1, maxLength: 200 }),
      (steps) => {
        const ring = ringOf();
        const sealed = steps.map(([value, kind], i) => {
          ring.hold(i + 1, kind, randomBytes(kind.keyBytes));
          ring.sealWith(i + 1);
          return ring.seal(value);
        });
        assert.deepEqual(
          sealed.map((value) => ring.open(value)),
          steps.map(([value]) => value),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test('a sealed value with one bit turned, cut short or moved under another key is refused', () => {
  fc.assert(
    fc.property(fc.string(), kinds, kinds, fc.nat(), fc.nat(), (value, kind, other, place, short) => {
      const ring = ringOf();
      ring.hold(200, other, randomBytes(other.keyBytes));
      ring.hold(72, other, randomBytes(other.keyBytes));
      ring.hold(1, kind, randomBytes(kind.keyBytes));
      ring.sealWith(1);
      const sealed = ring.seal(value);
      const bit = place % (sealed.length * 8);
      const turned = Buffer.from(sealed);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => ring.open(turned), `bit ${bit}`);
      assert.throws(() => ring.open(sealed.subarray(0, short % sealed.length)));
      const moved = Buffer.from(sealed);
      moved[1] = 72;
      assert.throws(() => ring.open(moved));
      assert.equal(ring.open(sealed), value);
    }),
    { numRuns: 300 },
  );
});

test('SM3, HMAC-SM3 and SM4 are those of the standards', () => {
  // GB/T 32905 A.1; GM/T 0042, HMAC-SM3 of twice 56 letters; GB/T 32907 A.1, one block by CBC from an empty iv, and its padding.
  assert.equal(
    createHash('sm3').update('abc').digest('hex'),
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  );
  const letters = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2);
  assert.equal(
    createHmac('sm3', Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1)))
      .update(letters)
      .digest('hex'),
    'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
  );
  const block = HEX('0123456789abcdeffedcba9876543210');
  const key = Buffer.concat([block, randomBytes(32)]);
  const header = Buffer.from([2, 1]);
  const [iv, body] = [
    Buffer.alloc(16),
    HEX('681edf34d206965e86b3e94f536e4246677d307e844d7aa24579d556490dc7aa'),
  ];
  const mac = createHmac('sm3', key.subarray(16))
    .update(Buffer.concat([header, iv, body]))
    .digest();
  assert.equal(
    sm4
      .use(key)
      .open(Buffer.concat([header, iv, mac, body]), 2)
      .toString('hex'),
    block.toString('hex'),
  );
});

test('an unknown key number is refused and makes the program look for it', () => {
  let asked = 0;
  const [one, other] = [ringOf(), ringOf(() => asked++)];
  one.hold(300, sm4, randomBytes(48));
  one.sealWith(300);
  assert.throws(() => other.open(one.seal('x')), /does not have/);
  assert.equal(asked, 1);
});

test('a data key opens only under its master key, for its number', async () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  for (const kind of CIPHERS) {
    const key = randomBytes(kind.keyBytes);
    const wrapped = await wrapperOf(kind, async () => [old]).wrap(7, key);
    // While the master key is exchanged, both may be right.
    assert.deepEqual(await wrapperOf(aes, async () => [next, old]).unwrap(7, wrapped), key);
    await assert.rejects(wrapperOf(kind, async () => [old]).unwrap(8, wrapped), /主密钥与数据库不符/);
    await assert.rejects(wrapperOf(kind, async () => [next]).unwrap(7, wrapped), /主密钥与数据库不符/);
  }
});

test('fingerprints are equal for equal values and go by their own key', () => {
  const [ring, other] = [ringOf(), ringOf()];
  ring.searchWith([{ number: 0, kind: aes, key: Buffer.alloc(32, 1) }]);
  other.searchWith([{ number: 0, kind: sm4, key: Buffer.alloc(32, 1) }]);
  assert.deepEqual(ring.fingerprint('13800000000'), ring.fingerprint('13800000000'));
  assert.notDeepEqual(ring.fingerprint('13800000000'), other.fingerprint('13800000000'));
});

test('while the search key changes, what is looked for has the fingerprints of all keys, that of the newest first', () => {
  const ring = ringOf();
  const first = { number: 0, kind: aes, key: randomBytes(32) };
  const next = { number: 300, kind: sm4, key: randomBytes(32) };
  ring.searchWith([first]);
  const before = ring.fingerprint('13800000000');
  assert.equal(before.length, 32);
  assert.deepEqual(ring.fingerprints('13800000000'), [before]);
  ring.searchWith([next, first]);
  const now = ring.fingerprint('13800000000');
  assert.deepEqual([now.length, now.readUInt16BE()], [34, 300]);
  assert.deepEqual(ring.fingerprints('13800000000'), [now, before]);
  ring.searchWith([next]);
  assert.deepEqual(ring.fingerprints('13800000000'), [now]);
});

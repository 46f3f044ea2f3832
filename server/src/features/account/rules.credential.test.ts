import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfDay } from '../../platform/day.ts';
import { isNetwork, withinOf } from './networks.ts';
import { expiryFault, isSecret, lastDayBefore } from './rules.credential.ts';

test('a credential lasts through a day of Shanghai, a year at most', () => {
  assert.equal(endOfDay('2026-06-30').toISOString(), '2026-06-30T16:00:00.000Z');
  assert.equal(lastDayBefore(endOfDay('2026-06-30')), '2026-06-30');
  assert.equal(expiryFault('2026-03-02', '2026-03-02'), null);
  assert.equal(expiryFault('2027-03-02', '2026-03-02'), null);
  assert.match(expiryFault('2027-03-03', '2026-03-02')!, /2027-03-02/);
  assert.match(expiryFault('2026-03-01', '2026-03-02')!, /已经过去/);
});

test('networks are addresses or CIDR of either family, and nothing else', () => {
  for (const text of ['10.1.2.3', '10.0.0.0/8', ' 10.0.0.0/8 ', '2001:db8::/32', '::1', '0.0.0.0/0'])
    assert.ok(isNetwork(text), text);
  for (const text of [
    '',
    '10.1.2',
    '10.0.0.0/33',
    '10.0.0.0/',
    '2001:db8::/129',
    'example.com',
    '10.0.0.0/8/8',
  ])
    assert.ok(!isNetwork(text), text);
});

test('an address is within its networks however the socket calls it', () => {
  const within = withinOf(['10.20.0.0/16', '192.0.2.7', '2001:db8::/32']);
  for (const address of ['10.20.255.1', '::ffff:10.20.0.1', '192.0.2.7', '2001:db8:1::1'])
    assert.ok(within(address), address);
  for (const address of ['10.21.0.1', '192.0.2.8', '::ffff:10.21.0.1', '2001:db9::1', 'nonsense'])
    assert.ok(!within(address), address);
  assert.ok(withinOf([])('203.0.113.9'));
});

test('a secret is no session token', () => {
  assert.ok(isSecret(`hyk_${'a'.repeat(43)}`));
  assert.ok(!isSecret('hyk_'.padEnd(43, 'a')));
});

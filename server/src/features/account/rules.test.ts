import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceOf, normalPhone, passwordFault } from './rules.ts';

test('a phone is read as people write it', () => {
  for (const text of [
    '13912345678',
    ' 139-1234-5678',
    '+86 139 1234 5678',
    '008613912345678',
    '86(139)12345678',
  ])
    assert.equal(normalPhone(text), '13912345678', text);
  for (const text of ['1391234567', '139123456789', '23912345678', '02112345678', 'abc', ''])
    assert.equal(normalPhone(text), null, text);
});

test('a password must be long, mixed, varied, not published and not the name', () => {
  for (const weak of ['Ab1!', 'abcdefghijkl', 'aaaaaaaaaa1', 'huying-demo', 'my-zhangsan-1'])
    assert.ok(passwordFault(weak, 'zhangsan'), weak);
  for (const good of ['correct horse 42', '九月的江边有风吹过来了A1'])
    assert.equal(passwordFault(good, 'zhangsan'), null, good);
});

test('a session is named by what its owner recognises', () => {
  assert.equal(
    deviceOf('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8'),
    '微信 · Android',
  );
  assert.equal(
    deviceOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605'),
    'Safari · macOS',
  );
  assert.equal(deviceOf('curl/8'), '程序');
});

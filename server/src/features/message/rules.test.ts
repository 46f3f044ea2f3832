import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { asksFor, dialled, render, signature, templateFaults, titleAlone, waitAfter } from './rules.ts';
import { TEMPLATES } from './sample.ts';
import { parseTemplates } from './templates.ts';

test('placeholders are filled, and without a value print nothing', () => {
  assert.equal(
    render('{{title}}（{{ number }}）{{reply}}。', { title: '井盖 {{x}} $&', number: '8' }),
    '井盖 {{x}} $&（8）。',
  );
  assert.equal(titleAlone('新事项 {{number}}'), '新事项 …');
});

test('the templates of the default pack have no fault', async () => {
  const text = await readFile(new URL('../../../../packs/default/templates.yaml', import.meta.url), 'utf8');
  const templates = parseTemplates(text);
  assert.ok(templates.length > 50);
  assert.deepEqual(templateFaults(templates), []);
});

test('every fault of a template is said, with its code', () => {
  const [good] = TEMPLATES;
  const bad = { ...good!, channels: ['pigeon'], body: '{{phone}}' };
  const faults = templateFaults([good!, bad]).join('\n');
  for (const part of ['代码重复', 'in_app', 'pigeon', '{{phone}}', 'received-caller'])
    assert.ok(faults.includes(part), part);
});

test('attempts are 1, 5, 30 minutes, 2 and 12 hours apart, and then no more', () => {
  const minutes = [1, 2, 3, 4, 5].map((n) => waitAfter(n)! / 60_000);
  assert.deepEqual(minutes, [1, 5, 30, 120, 720]);
  assert.equal(waitAfter(6), null);
});

test('a webhook is told of the kinds it asked for', () => {
  assert.ok(asksFor(['matter.created'], 'matter.created'));
  assert.ok(!asksFor(['matter.created'], 'matter.created.late'));
  assert.ok(asksFor(['matter.*'], 'matter.dispatch'));
  assert.ok(!asksFor(['matter.*'], 'matters.dispatch'));
  assert.ok(asksFor(['*'], 'area.changed'));
});

test('the signature can be checked with the secret, the time and the body alone', () => {
  const at = new Date('2026-03-02T01:00:00Z');
  const expected = createHmac('sha256', 's3cret').update(`1772413200.{"a":1}`).digest('hex');
  assert.equal(signature('s3cret', '{"a":1}', at), `t=1772413200,v1=${expected}`);
});

test('numbers come as telephone systems write them', () => {
  assert.equal(dialled('+86 138-0013-8000'), '13800138000');
  assert.equal(dialled('(010) 1234 5678'), '01012345678');
  assert.equal(dialled('12345'), '12345');
  assert.equal(dialled('anonymous'), null);
});

test('a label without a value is left out, and no sentence ends twice', () => {
  assert.equal(
    render('“{{title}}”已办结。答复：{{reply}}。请评价', { title: '路灯', reply: '已修好。' }),
    '“路灯”已办结。答复：已修好。请评价',
  );
  assert.equal(
    render('“{{title}}”已办结。答复：{{reply}}。请评价', { title: '路灯' }),
    '“路灯”已办结。请评价',
  );
  assert.equal(
    render('“{{title}}”转由贵单位办理，说明：{{reason}}。', { title: '路灯' }),
    '“路灯”转由贵单位办理。',
  );
  assert.equal(
    render('“{{title}}”收到催办：{{reason}}。请尽快办理。', { title: '路灯' }),
    '“路灯”收到催办。请尽快办理。',
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { categoryOf, detailOf, type Reading, unusual, wordOf } from './rules.ts';
import type { Rule } from './settings.ts';

const NIGHT: Rule = { code: 'night', kind: 'night', name: '夜间', minutes: 480, count: 2, from: 22, to: 6 };
const MANY: Rule = { code: 'many', kind: 'many', name: '大量', minutes: 60, count: 3 };
const AWAY: Rule = { code: 'outside', kind: 'outside', name: '辖区外', minutes: 60, count: 1 };
/** A look at this moment of Asia/Shanghai. */
const look = (time: string, outside = false): Reading => ({
  at: new Date(`2026-03-02T${time}:00+08:00`),
  category: 'look',
  outside,
});

test('so many looks within the minutes are unusual, one less or one too early are not', () => {
  const all = [look('09:00'), look('09:30'), look('09:59')];
  assert.equal(unusual(MANY, all[2]!, all, null)?.n, 3);
  assert.equal(unusual(MANY, all[1]!, all, null), null);
  const spread = [look('09:00'), look('09:30'), look('10:00')];
  assert.equal(unusual(MANY, spread[2]!, spread, null), null);
});

test('what an auditor has answered counts no more', () => {
  const all = [look('09:00'), look('09:10'), look('09:20'), look('09:30')];
  assert.equal(unusual(MANY, all[3]!, all, all[1]!.at), null);
  assert.equal(unusual(MANY, all[3]!, all, all[0]!.at)?.n, 3);
});

test('the night goes over midnight, by the clock of the place', () => {
  for (const [time, counted] of [
    ['21:59', false],
    ['22:00', true],
    ['00:10', true],
    ['05:59', true],
    ['06:00', false],
  ] as const) {
    const reading = look(time);
    assert.equal(unusual({ ...NIGHT, count: 1 }, reading, [reading], null) !== null, counted, time);
  }
});

test('outside counts only what lay outside, exports only exports', () => {
  const [inside, outside] = [look('09:00'), look('09:00', true)];
  assert.equal(unusual(AWAY, inside, [inside], null), null);
  assert.equal(unusual(AWAY, outside, [inside, outside], null)?.n, 1);
  const EXPORT: Rule = { code: 'export', kind: 'export', name: '导出', minutes: 60, count: 1 };
  assert.equal(unusual(EXPORT, outside, [outside], null), null);
  assert.equal(
    unusual(EXPORT, { ...inside, category: 'export' }, [{ ...inside, category: 'export' }], null)?.n,
    1,
  );
});

test('an alert never counts what its window does not hold, in whichever order readings come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }), (minutes) => {
      const all = minutes.map((m): Reading => ({ ...look('08:00'), at: new Date(m * 60_000) }));
      const last = all.at(-1)!;
      const n = minutes.filter((m) => m <= minutes.at(-1)! && m > minutes.at(-1)! - 60).length;
      assert.equal(unusual(MANY, last, all, null)?.n ?? 0, n >= 3 ? n : 0);
    }),
  );
});

test('every kind that the auditor reads has its word, and its line says the purpose and no value', () => {
  assert.equal(categoryOf('person.looked'), 'look');
  assert.equal(categoryOf('care.duty-called'), 'look');
  assert.equal(categoryOf('place.looked'), 'look');
  assert.equal(wordOf('place.looked'), '查看单位、车辆等的个人信息');
  assert.equal(categoryOf('place.changed'), null);
  assert.equal(categoryOf('matter.opened'), null);
  assert.equal(wordOf('account.password.reset'), '密码变更');
  assert.equal(
    detailOf('person.looked', { purpose: '核实', items: ['phone'], person: 'x' }),
    '用途：核实；项目：phone',
  );
  const words = {
    item: (code: string, of: string) => `${of}的${code}`,
    role: (code: string) => `角色${code}`,
  };
  assert.equal(detailOf('person.looked', { items: ['phone'] }, words), '项目：person的phone');
  assert.equal(detailOf('export.made', { items: ['kind'], subject: 'place' }, words), '项目：place的kind');
  assert.equal(detailOf('account.relation.added', { role: 'a' }, words), '角色：角色a');
  assert.equal(detailOf('matter.contact', { from: null, to: null, form: { purpose: '回电' } }), '用途：回电');
  assert.equal(detailOf('account.session.refused', { address: '10.0.0.1', name: 'ab12' }), '地址：10.0.0.1');
  assert.equal(detailOf('account.credential.refused', { reason: 'revoked' }), '原因：凭证已吊销');
  assert.equal(detailOf('account.appointment.refused', { reason: 'unknown' }), '原因：unknown');
});

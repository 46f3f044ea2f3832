import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterBroken, composeAgreement, visitDue } from './rules.ts';

const facts = {
  number: '429998001001-20260302-0001',
  organisation: '西社区调解委员会',
  place: '西社区三号楼',
  day: '2026-03-02',
  kind: '邻里关系',
  text: '楼上漏水泡了楼下的天花板。',
  parties: [
    { role: 'applicant' as const, name: '林小溪', phone: '19900000002' },
    { role: 'respondent' as const, name: '赵大江', phone: null },
  ],
  mediators: [{ kind: 'people' as const, name: '王调解', unit: '西社区' }],
  promises: [{ what: '赔偿维修费 800 元', due_on: '2026-03-15' }],
};

test('the agreement names the parties, the facts, what was agreed with its day, and who mediated', () => {
  const text = composeAgreement(facts);
  for (const said of [
    '申请人：林小溪',
    '被申请人：赵大江',
    '邻里关系',
    '天花板',
    '1. 赔偿维修费 800 元，于2026年3月15日前履行。',
    '人民调解员 王调解（西社区）',
    '2026年3月2日',
  ])
    assert.ok(text.includes(said), said);
});

test('what is not known yet is a line that says so, not an empty place', () => {
  const text = composeAgreement({ ...facts, parties: [], mediators: [], promises: [] });
  assert.match(text, /请先登记当事人/);
  assert.match(text, /请先指定调解员/);
});

test('a visit is due thirty days after the signing, over the end of a month and a leap day', () => {
  assert.equal(visitDue('2026-03-02'), '2026-04-01');
  assert.equal(visitDue('2028-02-01'), '2028-03-02');
});

test('a broken agreement leads back into the work from where there is a way back, and nowhere else', () => {
  assert.equal(afterBroken('agreed'), 'rework');
  assert.equal(afterBroken('closed'), 'reopen');
  assert.equal(afterBroken('rated'), 'reopen');
  assert.equal(afterBroken('mediating'), null);
  assert.equal(afterBroken('archived'), null);
});

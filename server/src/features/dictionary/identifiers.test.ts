import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  citizenCheck,
  citizenId,
  creditCheck,
  creditCode,
  organisationCheck,
  organisationCode,
  ownPhone,
  phone,
  plate,
} from './identifiers.ts';

const TODAY = '2026-11-22';
const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((of) => of.join(''));

/** Any citizen ID of a birth from 1900 until today, under any prefix. */
const ids = fc
  .tuple(
    digits(6),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2026-11-22'), noInvalidDate: true }),
    digits(3),
  )
  .map(([region, birth, order]) => {
    const body = region + birth.toISOString().slice(0, 10).replaceAll('-', '') + order;
    return body + citizenCheck(body);
  });
const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const credits = fc
  .array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 })
  .map((of) => of.join(''))
  .map((body) => body + creditCheck(body));
const organisations = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), { minLength: 8, maxLength: 8 })
  .map((of) => of.join(''))
  .map((body) => body + organisationCheck(body));

test('the standards’ own examples are right', () => {
  assert.deepEqual(citizenId('11010519491231002X', TODAY), {
    ok: true,
    value: '11010519491231002X',
    sex: '2',
    birth: '1949-12-31',
  });
  const old = citizenId('440524188001010014', TODAY);
  assert.equal(old.ok, true);
  assert.equal(old.sex, '1');
  assert.match(old.warning!, /130/);
  assert.equal(creditCode('91350100M000100Y43').ok, true);
  // GB 11714-1997, appendix.
  assert.equal(organisationCode('D2143569-X').value, 'D2143569X');
});

test('every ID that was made by the rule is accepted, however it was typed, with its birth and sex', () => {
  fc.assert(
    fc.property(ids, (id) => {
      const typed = ` ${id.slice(0, 6)} ${id.slice(6).toLowerCase()}`.replace(/\d/, (d) =>
        String.fromCharCode(d.charCodeAt(0) + 0xfee0),
      );
      const { ok, value, birth, sex } = citizenId(typed, TODAY);
      assert.deepEqual(
        { ok, value, birth: birth?.replaceAll('-', ''), sex },
        { ok: true, value: id, birth: id.slice(6, 14), sex: Number(id[16]) % 2 ? '1' : '2' },
      );
    }),
  );
});

test('one wrong digit, and two neighbours exchanged, are found', () => {
  fc.assert(
    fc.property(ids, fc.nat(16), fc.integer({ min: 1, max: 9 }), (id, at, by) => {
      const other = id.slice(0, at) + ((Number(id[at]) + by) % 10) + id.slice(at + 1);
      assert.equal(citizenId(other, TODAY).ok, false);
    }),
  );
  fc.assert(
    fc.property(ids, fc.nat(15), (id, at) => {
      fc.pre(id[at] !== id[at + 1]);
      const other = id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2);
      assert.equal(citizenId(other, TODAY).ok, false);
    }),
  );
  fc.assert(
    fc.property(credits, fc.nat(17), fc.constantFrom(...alphabet), (code, at, other) => {
      fc.pre(code[at] !== other);
      assert.equal(creditCode(code).ok, true);
      assert.equal(creditCode(code.slice(0, at) + other + code.slice(at + 1)).ok, false);
    }),
  );
  fc.assert(
    fc.property(organisations, fc.nat(7), fc.nat(9), (code, at, other) => {
      fc.pre(/\d/.test(code[at]!) && Number(code[at]) !== other);
      assert.equal(organisationCode(code).ok, true);
      assert.equal(organisationCode(code.slice(0, at) + other + code.slice(at + 1)).ok, false);
    }),
  );
});

test('no text whatever makes a check fall over, and what is refused says why', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const said of [
        citizenId(text, TODAY),
        creditCode(text),
        organisationCode(text),
        plate(text),
        phone(text),
      ])
        assert.equal(said.ok, said.problem === undefined);
    }),
  );
});

test('an unknown region is a warning and never a refusal', () => {
  for (const [prefix, strange] of Object.entries({
    '420111': false,
    '429004': false,
    '810000': false,
    '429999': true,
    '990001': false,
    '170001': true,
  })) {
    const body = `${prefix}19800229123`;
    const said = citizenId(body + citizenCheck(body), TODAY);
    assert.equal(said.ok, true, prefix);
    assert.equal(said.warning !== undefined, strange, prefix);
    const here = citizenId(body + citizenCheck(body), TODAY, (own) => own === prefix);
    assert.equal(here.warning, undefined, 'the city knows its own regions');
  }
});

test('what cannot be an ID is refused with its reason', () => {
  const of = (body: string) => body + citizenCheck(body);
  for (const [text, words] of [
    ['420111198002291', /15 位旧号码/],
    ['4.20111E+17', /科学计数法/],
    ['42011119800229', /现为 14 位/],
    ['4201111980022912AX', /只能是数字/],
    [of('42011119810229123'), /1981-02-29 不存在/],
    [of('42011120270101123'), /晚于今天/],
    ['11010519491231002Y', /末位可以是 X/],
    ['110105194912310021', /校验码/],
  ] as const)
    assert.match(citizenId(text, TODAY).problem!, words, text);
  assert.match(creditCode('9135010OM000100Y43').problem!, /“O”/);
});

test('plates and phones of every usual shape are kept in one form', () => {
  for (const [typed, kept] of Object.entries({
    鄂A·12345: '鄂A12345',
    '鄂 a d12345': '鄂AD12345',
    鄂A12345D: '鄂A12345D',
    鄂A1234警: '鄂A1234警',
    粤Z1234港: '粤Z1234港',
  }))
    assert.equal(plate(typed).value, kept);
  for (const typed of ['鄂A1234', '鄂I12345', 'A12345', '鄂AI2345', '无'])
    assert.equal(plate(typed).ok, false, typed);
  for (const [typed, kept] of Object.entries({
    '+86 139-1234-5678': '13912345678',
    '（027）87654321': '027-87654321',
    '0717 6212345': '0717-6212345',
    '400-123-4567': '4001234567',
    '12345': '12345',
  }))
    assert.deepEqual(phone(typed), { ok: true, value: kept });
  assert.match(phone('87654321').warning!, /区号/);
  assert.match(phone('13912345678、13812345678').problem!, /一个号码/);
  for (const typed of ['1391234567', '23912345678', '1.39E+10', '无']) assert.equal(phone(typed).ok, false);
});

test('a fixed line is read with its extension first, and as digits in groups only where none is meant', () => {
  const table: [typed: string, kept: string | null, warned?: 'warned'][] = [
    ['027-87654321-801', '027-87654321-801'],
    ['02787654321-801', '027-87654321-801'],
    ['0717-6212345-8', '0717-6212345-8'],
    ['（027）87654321转801', '027-87654321-801'],
    ['+86 027-87654321 ext. 801', '027-87654321-801'],
    ['027-87654321#8', '027-87654321-8'],
    // What stands before the dash is no line: the dash only groups.
    ['0278765-4321', '027-87654321'],
    ['027-8765-4321', '027-87654321'],
    ['07176212-345', '0717-6212345'],
    ['1391234-5678', '13912345678'],
    ['4001234-567', '4001234567'],
    // Without an area code: a line, a line in groups, a line and its extension.
    ['6212345', '6212345', 'warned'],
    ['621-2345', '6212345', 'warned'],
    ['8765-4321', '87654321', 'warned'],
    ['6212345-8', '6212345-8', 'warned'],
    ['87654321-801', '87654321-801', 'warned'],
    ['87654321转801', '87654321-801', 'warned'],
    // An extension is said, and before it stands no line; or what would be kept is read as a hotline.
    ['0278765转4321', null],
    ['8765转4321', null],
    ['4001234转567', null],
    ['13912345678转8', null],
  ];
  for (const [typed, kept, warned] of table) {
    const said = phone(typed);
    assert.deepEqual(
      [said.ok ? said.value : null, said.warning !== undefined],
      [kept, Boolean(warned)],
      typed,
    );
    if (kept) assert.deepEqual(phone(kept), said, `${typed} is kept as what is accepted again`);
  }
});

test('a phone that was accepted is accepted again and stays the same, however it was typed', () => {
  const typed = fc
    .array(fc.constantFrom(...'0012345678900', '-', '-', '转', '(', ')', '+86', '400', '027'), {
      minLength: 3,
      maxLength: 16,
    })
    .map((of) => of.join(''));
  fc.assert(
    fc.property(typed, fc.constantFrom(phone, ownPhone), (text, check) => {
      const said = check(text);
      if (said.ok) assert.deepEqual(check(said.value), said);
    }),
    { numRuns: 20_000 },
  );
});

test('a number that is right and nobody’s own is told as what it is', () => {
  for (const service of ['12345', '110', '400-123-4567', '95588'])
    assert.match(ownPhone(service).problem!, /是服务号码/, service);
  assert.match(ownPhone('123').problem!, /电话号码不对/);
  assert.equal(ownPhone('0717-6212345-8').ok, true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../api/client.ts';
import { doorName, doorsOf, faultsOf, isLoopback, missingOf, registerAddress } from './registration.ts';

const house = (id: string, unit: string, floor: number, number: string) => ({ id, unit, floor, number });

test('doors are chosen by unit, floor and room; where there are no units, by floor and room', () => {
  const [unit] = doorsOf([house('a', '1单元', -1, '车库1'), house('b', '1单元', 2, '201')]);
  assert.deepEqual(
    [unit!.label, unit!.children!.map(({ label }) => label), unit!.children![1]!.children![0]!.value],
    ['1单元', ['地下 1 层', '2 层'], 'b'],
  );
  assert.equal(doorsOf([house('a', '', 3, '301')])[0]!.label, '3 层');
  assert.deepEqual(
    [doorName(house('a', '1单元', 2, '201')), doorName(house('a', '', 1, '东户'))],
    ['1单元201室', '东户'],
  );
});

test('each field keeps the first sentence said against it, whichever way its path is written', () => {
  const fields = [
    { path: 'members.0.values.id_number', code: 'a', message: '校验码不对' },
    { path: '/body/members/0/values/id_number', code: 'b', message: '第二句' },
    { path: '/relation', code: 'c', message: '请选择' },
  ];
  assert.deepEqual(faultsOf(new ApiError(422, { detail: '有误', fields })), {
    'members.0.values.id_number': '校验码不对',
    relation: '请选择',
  });
  assert.deepEqual(faultsOf(new ApiError(409, { detail: '太多了' })), { '': '太多了' });
});

test('what a household left out is said all at once, at each field of each member', () => {
  const asked = (
    code: string,
    name: string,
    required: boolean,
    options: { code: string; name: string }[],
  ) => ({
    ...{ code, name, required, options },
    type: 'text',
  });
  const items = [
    asked('name', '姓名', true, []),
    asked('kin', '与户主关系', true, [{ code: '02', name: '户主' }]),
    asked('phone', '联系方式', false, []),
  ];
  assert.deepEqual(missingOf({ members: [{ values: { name: ' ' } }, { values: { kin: '02' } }] }, items), {
    address: '请选择房屋，或写明详细地址。',
    relation: '请选择与房屋的关系。',
    'members.0.values.name': '请填写姓名。',
    'members.0.values.kin': '请选择与户主关系。',
    'members.1.values.name': '请填写姓名。',
  });
  const whole = { relation: 'owner', members: [{ values: { name: '甲', kin: '02' } }] };
  assert.deepEqual(missingOf({ ...whole, house: 'h' }, items), {});
  assert.deepEqual(missingOf({ ...whole, address: '平房' }, items), {});
});

test('a code leads to the address set for residents, and one that leads only to this computer is known', () => {
  const here = 'http://127.0.0.1:8080';
  assert.equal(
    registerAddress({ building: 'b' }, 'https://huying.example.gov.cn', here),
    'https://huying.example.gov.cn/portal/register?building=b',
  );
  const inside = 'http://10.1.2.3:8080';
  assert.equal(registerAddress({ grid: 'g' }, here, inside), `${inside}/portal/register?grid=g`);
  for (const url of [here, 'http://localhost:8080', 'http://[::1]/', 'http://0.0.0.0:80'])
    assert.ok(isLoopback(registerAddress({ grid: 'g' }, url, url)), url);
  assert.ok(!isLoopback(inside));
});

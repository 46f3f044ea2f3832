import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../api/client.ts';
import { doorName, doorsOf, faultsOf, isLoopback, registerAddress } from './registration.ts';

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

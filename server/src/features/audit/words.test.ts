import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';

const { program, runtime, place, staff, ask } = await testTown();
const auditor = bearer(
  await tokenFor(runtime, await sampleStaff(runtime, 'auditor2', [{ role: 'audit_admin' }])),
);

test('what went out of a ledger or a form is told by the names of its columns, whichever it is of', async () => {
  const read: string[] = [];
  for (const data of [
    { subject: 'facility', items: ['kind', 'calc.grid', 'name'] },
    { subject: 'house', items: ['house_kind', 'estate', 'calc.street'] },
    { subject: 'person', items: ['name', 'calc.age', 'aids_route', 'gone'] },
    { items: ['sex', 'calc.birth_month'] },
  ]) {
    program.clock.advance(60_000);
    await run(runtime, SYSTEM, async (ctx) => {
      record(ctx, {
        ...{ subjectKind: 'export', subject: uuidv7(ctx.now), kind: 'export.made', audience: 'staff' },
        ...{ scopes: [SYSTEM.id], data, prevHash: null },
      });
    });
    await program.settle();
    const { body } = await ask(auditor, 'GET', '/api/audit/entries?category=export&limit=1');
    read.push(body.items[0].detail);
  }
  assert.deepEqual(read, [
    '项目：场所类别、所属网格、名称',
    '项目：房屋类型、小区、所属街道',
    '项目：姓名、年龄、感染途径、gone',
    '项目：性别、出生年月',
  ]);
});

test('a look at an item that the city has retired since is told by its name, of a 场所 too', async () => {
  const east = await staff('east8', 'community_staff', place.east, place.eastUnit);
  const system = await staff('system8', 'system_admin', place.city, place.centre);
  const values = { name: '东街学校', kind: '01', guard_phone: '13900000008' };
  const made = await ask(east, 'POST', '/api/sites', {
    ...{ client_id: randomUUID(), subject: 'facility', values, area: place.east },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const look = { items: ['guard_phone'], purpose: '通知演练' };
  assert.equal((await ask(east, 'POST', `/api/sites/${made.body.id}/look`, look)).status, 200);
  await program.settle();
  const read = async () =>
    (await ask(auditor, 'GET', '/api/audit/entries?category=look&limit=1')).body.items[0].detail;
  const told = '用途：通知演练；项目：安全保卫责任人联系方式';
  assert.equal(await read(), told);
  const retired = await ask(system, 'PATCH', '/api/registry/place/items/guard_phone', {
    ...{ version: 1, retired: true },
  });
  assert.equal(retired.status, 200, JSON.stringify(retired.body));
  assert.equal(await read(), told);
});

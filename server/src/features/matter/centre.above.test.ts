import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, createUnit, forgetUnits, loadActor, unitRegistry } from '../account/index.ts';
import { act, createMatter } from './index.ts';
import { matterDetail } from './queries.detail.ts';
import { matterEvents } from './queries.events.ts';
import { smallCity } from './sample.ts';

const { runtime } = await testProgram(await emptyTemplate());
const people = await smallCity(runtime);
const caller = (await loadActor(runtime.db, people.caller))!;
const west = (await loadActor(runtime.db, people.west))!;

/** A district's centre above the street, with somebody. */
async function districtAbove(): Promise<string> {
  const id = await run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ id: string }>`select id from area where code = '429901'`.execute(ctx.db);
    const unit = await createUnit(ctx, {
      code: 'district',
      name: '区中心',
      kind: 'centre',
      areaId: rows[0]!.id,
    });
    await sql`update account_unit set parent_id = ${unit.id}::uuid where code = 'street'`.execute(ctx.db);
    return unit.id;
  });
  await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, {
      username: 'district',
      name: '区中心值班员',
      passwordHash: 'none',
      relations: [{ role: 'district_staff', unitId: id }],
    }),
  );
  forgetUnits(runtime);
  return id;
}

async function raised(): Promise<string> {
  const { id } = await createMatter(runtime, caller, {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路灯不亮',
    point: { lng: 114.405, lat: 30.405 },
  });
  await act(runtime, west, id, 'escalate', { version: 1, form: { reason: '本级解决不了' } });
  return id;
}

async function dismissStreet(): Promise<void> {
  await sql`update account set disabled_at = now() where id = ${people.street}::uuid`.execute(runtime.db);
  forgetUnits(runtime);
}

const centreOf = async (id: string) =>
  (
    await sql<{ centre_unit: string }>`select centre_unit from matter where id = ${id}::uuid`.execute(
      runtime.db,
    )
  ).rows[0]!.centre_unit;
const alarmsOf = async (id: string) =>
  (await matterEvents(runtime, west, id)).filter(({ kind }) => kind === 'alarm');

test('a centre above where nobody is left is passed over with an alarm; where nobody is anywhere, the nearest has it', async () => {
  const street = (await unitRegistry(runtime)).byCode('street')!.id;
  const first = await raised();
  assert.equal(await centreOf(first), street, 'somebody is there');
  assert.deepEqual(await alarmsOf(first), []);
  await dismissStreet();
  const alone = await raised();
  assert.equal(await centreOf(alone), street, 'nobody is anywhere above');
  const district = await districtAbove();
  const id = await raised();
  assert.equal(await centreOf(id), district);
  assert.match(JSON.stringify(await alarmsOf(id)), /一街道没有可用的指挥中心，改由区中心负责/);
  assert.equal((await matterDetail(runtime, west, id)).level, 'C');
});

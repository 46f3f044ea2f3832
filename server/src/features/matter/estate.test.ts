import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { box, housingStage, type Json } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createUnit, forgetUnits } from '../account/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';

const { program, runtime, people, done, building, idOf } = await housingStage();
const area = await idOf('area', '429901001001');
const usual = await idOf('account_unit', 'property');
const { id: own } = await run(runtime, SYSTEM, (ctx) =>
  createUnit(ctx, { code: 'property-own', name: '本小区物业', kind: 'property', areaId: area }),
);
forgetUnits(runtime);

async function companyOf(type: string, point: { lng: number; lat: number }): Promise<string | null> {
  const headers = bearer(await tokenFor(runtime, people.caller, 'resident'));
  const payload = { client_id: randomUUID(), type, text: '楼道灯坏了，晚上看不清', point };
  const answer = await program.http.inject({ method: 'POST', url: '/api/matters', headers, payload });
  assert.equal(answer.statusCode, 201, answer.body);
  const { rows } =
    await sql<Json>`select property_unit from matter where id = ${answer.json().id}::uuid`.execute(
      runtime.db,
    );
  return rows[0].property_unit;
}

test('a repair goes to the company of the estate in which it lies, elsewhere to the one that answers for the area, and to none in flows without it', async () => {
  const estate = { client_id: randomUUID(), name: '静园', area, property_unit: own };
  const { id } = await done('west', 'POST', '/estates', estate);
  await building('grid', '静园1栋', { estate: id, outline: box(114.403, 30.403), point: undefined });
  assert.equal(await companyOf('repair', { lng: 114.4031, lat: 30.4031 }), own);
  assert.equal(await companyOf('repair', { lng: 114.408, lat: 30.408 }), usual);
  assert.equal(await companyOf('city-event', { lng: 114.4031, lat: 30.4031 }), null);
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { box, housingStage } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';

const { runtime, building } = await housingStage();
const MIGRATION = new URL('../../../migrations/20261122T2050_housing_ground.sql', import.meta.url);

test('a city that had buildings before the wide view is counted by the upgrade as by the program', async () => {
  await building('grid', '有轮廓', { outline: box(114.405, 30.405), point: undefined });
  await building('grid', '同一格', { point: { lng: 114.4055, lat: 30.4055 } });
  await building('east', '邻格', { point: { lng: 114.4115, lat: 30.4051 } });
  // The program takes the middle of a spot for where a building stands, some two metres beside it.
  const kept = (db: typeof runtime.db) =>
    sql<{
      buildings: number;
    }>`select g.key, g.area_id, g.buildings, g.houses, round(x::numeric, 6) as x, round(y::numeric, 6) as y,
        length(g.dots) as dots, (select array_agg(c.spot order by c.spot) from housing_cell c where c.key = g.key and c.spot is not null) as spots
      from housing_ground g order by key, area_id`.execute(db);
  const filling = (await readFile(MIGRATION, 'utf8'))
    .split(/(?=^with stood)/m)[1]!
    .split(';')
    .slice(0, 2);
  const [before, after] = await run(runtime, SYSTEM, async ({ db }) => {
    const known = (await kept(db)).rows;
    await sql`update housing_cell set spot = null`.execute(db);
    await sql`delete from housing_ground`.execute(db);
    for (const statement of filling) await sql.raw(statement).execute(db);
    return [known, (await kept(db)).rows];
  });
  assert.deepEqual(before.map(({ buildings }) => buildings).sort(), [1, 2]);
  assert.deepEqual(after, before);
});

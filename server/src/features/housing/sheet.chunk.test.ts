import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { counted } from '../../../test/counted.ts';
import { housingStage } from '../../../test/housing.ts';
import type { SheetTarget, SheetValues } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { buildingSheet } from './sheet.building.ts';
import { estateSheet } from './sheet.estate.ts';
import { houseSheet } from './sheet.house.ts';

const { runtime, people, WEST } = await housingStage();
const COMMUNITY = '429901001001';
const west = (await loadActor(runtime.db, people.west, 'program'))!;

/** How many statements so many rows take, all with this outcome. */
async function statementsFor(
  target: SheetTarget,
  all: readonly SheetValues[],
  outcome: string,
): Promise<number> {
  const session = await target.open(runtime, west, {});
  const judged = await target.prepare(
    session,
    all.map((values, i) => ({ row: i, values, hash: `${i}` })),
  );
  const plans = judged.map((each) => ('plan' in each ? each.plan : assert.fail(JSON.stringify(each))));
  const { statements, result } = await counted(runtime, (ctx) =>
    target.write({ ...ctx, actor: west }, session, plans),
  );
  assert.deepEqual([...new Set(result.map((each) => each.outcome))], [outcome]);
  return statements;
}

test('two thousand rows take no more statements than ten, new or changed, and the houses are counted', async () => {
  const COUNTS = [10, 2000];
  const list = (kind: string, count: number, more: (i: number) => SheetValues): SheetValues[] =>
    Array.from({ length: count }, (_, i) => ({
      name: `${kind}${count}之${i}`,
      address_code: `${kind}${count}-${i}`,
      ...more(i),
    }));
  const door = (i: number) => ({
    unit: `${3 + (i % 4)}`,
    number: `${1 + Math.floor(i / 80)}${String(i % 80).padStart(2, '0')}`,
  });
  const tables: [SheetTarget, (count: number, more: SheetValues) => SheetValues[]][] = [
    [estateSheet, (count, more) => list('苑', count, () => ({ community: COMMUNITY, ...more }))],
    [
      buildingSheet,
      (count, more) =>
        list('楼', count, (i) => ({ estate_name: `苑${count}之${i % 10}`, floors: 6, ...WEST, ...more })),
    ],
    [
      houseSheet,
      (count, { address }) =>
        Array.from({ length: count }, (_, i) => ({
          ...door(i),
          ...{ building_code: `楼${count}-${i % 5}`, area_m2: address ? 90 : 80 },
        })),
    ],
  ];
  for (const [target, rowsOf] of tables)
    for (const [more, outcome] of [
      [{}, 'new'],
      [{ address: '新路9号' }, 'changed'],
    ] as const) {
      const taken: number[] = [];
      for (const count of COUNTS) taken.push(await statementsFor(target, rowsOf(count, more), outcome));
      assert.equal(taken[1], taken[0], `${target.subject} ${outcome}: ${taken.join(' beside ')}`);
    }
  const { rows } = await sql<{ houses: number }>`
    select houses from housing_building where address_code like '楼2000-_' order by address_code`.execute(
    runtime.db,
  );
  assert.deepEqual(
    rows.slice(0, 5).map(({ houses }) => houses),
    [400, 400, 400, 400, 400],
  );
});

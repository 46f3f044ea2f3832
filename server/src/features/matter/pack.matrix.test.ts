import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { replaceResponsibilities } from './commands.registry.ts';
import { parseMatrix } from './pack.matrix.ts';
import { registry } from './registry.ts';
import { suggestUnits } from './rules.suggest.ts';
import { smallCity } from './sample.ts';

const { runtime } = await testProgram(await emptyTemplate());
await smallCity(runtime);
const around = async () => {
  const [types, areas, units] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
  ]);
  return { types, areas, units };
};

test('a matrix by codes makes the unit that answers the suggestion', async () => {
  const { rows, faults } = parseMatrix(
    'type,category,area,unit,role,priority\ncity-event,,4299,water,主办,1\n,,4299,power,知会,\n',
    await around(),
  );
  assert.deepEqual(faults, []);
  await run(runtime, SYSTEM, (ctx) => replaceResponsibilities(ctx, rows));
  const { types, areas, units } = await around();
  const found = suggestUnits(
    { types, areas, units },
    { type_code: 'city-event', category_code: null, area_id: areas.byCode('429901001001001')!.id },
  );
  assert.deepEqual(
    found.map(({ unit, role }) => [units.get(unit)?.code, role]),
    [
      ['water', 'main'],
      ['power', 'inform'],
    ],
  );
});

test('rows that name what does not exist are refused by row, and none is taken', async () => {
  const text =
    'type,category,area,unit,role,priority\nnone,,4299,water,主办,\n,,4299,nobody,主办,\n,,9999,water,主办,\n,,4299,water,老板,\n';
  const { faults } = parseMatrix(text, await around());
  assert.deepEqual(
    faults.map((fault) => fault.row),
    [2, 3, 4, 5],
  );
});

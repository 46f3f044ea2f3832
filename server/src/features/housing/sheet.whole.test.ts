import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { makeBuildings } from './commands.bulk.ts';
import { createEstate } from './commands.estate.ts';
import { roomsAt } from './sheet.whole.ts';

const { runtime, place } = await testTown();

const scheme = { units: 2, floors: 6, basement: 0, rooms: 2, numbering: 'by-unit' as const, skip: [] };
const stand = (names: readonly string[], where: object) =>
  run(runtime, SYSTEM, (ctx) =>
    makeBuildings(
      ctx,
      names.map((name) => ({
        ...{ name, address: name, kind: 'residence', floors: 6, scheme },
        ...where,
      })),
      { source: 'manual' },
    ),
  );
async function estate(name: string, area: string, buildings: readonly string[]): Promise<void> {
  const { id } = await createEstate(runtime, SYSTEM, { client_id: uuidv7(runtime.clock.now()), name, area });
  await stand(buildings, { estate: { id, name, property_unit_id: null } });
}
await estate('听涛雅苑', place.east, ['听涛雅苑2栋', '听涛雅苑12栋']);
await estate('临江里', place.east, ['三号楼']);
await estate('同名苑', place.east, ['9栋']);
await estate('同名苑', place.west, ['9栋']);
await estate('东村阳光苑', place.west, ['2栋']);
await estate('阳光苑', place.east, ['2栋']);
await stand(['桂花巷12号'], {});

/** The room of an address, as the registry calls it: its area, building, unit and number; else what is wrong, and with which part. */
async function roomAt(address: string, inEstate = '', reached = [place.east]): Promise<string> {
  const reaches = (area: string) => reached.includes(area);
  const [found] = await roomsAt(runtime, [{ estate: inEstate, address }], reaches);
  if (!('room' in found!)) return `${found!.part} ${found!.code}`;
  const { rows } = await sql<{ called: string }>`
    select concat_ws(' ', a.name, e.name, b.name, u.name, h.number) as called
    from housing_house h join housing_building b on b.id = h.building_id left join housing_unit u on u.id = h.unit_id
    left join housing_estate e on e.id = b.estate_id left join area a on a.id = coalesce(b.area_id, e.area_id)
    where h.id = ${found.room.id}::uuid`.execute(runtime.db);
  return rows[0]!.called;
}

test('an address in one cell leads to its room, whatever stands in front of the estate', async () => {
  const own = '东社区 听涛雅苑 听涛雅苑2栋 2单元 601';
  const rooms = {
    听涛雅苑2栋2单元601室: own,
    '听涛雅苑 2 栋 2 单元 601': own,
    样例市滨江大道389号听涛雅苑2栋2单元601室: own,
    湖北省样例市东区花桥街道东社区听涛雅苑小区二号楼二单元6层601号: own,
    样例市听涛雅苑小区听涛雅苑2栋2单元601室: own,
    样例市老城区建材市场北路8号听涛雅苑2栋2单元601室: own,
    样例市百花胡同听涛雅苑2栋2单元601室: own,
    '听涛雅苑2-2-601': own,
    听涛雅苑2号楼2单元6楼601: own,
    '听涛雅苑2栋2门六层601室（租）': own,
    听涛雅苑12栋2单元601: '东社区 听涛雅苑 听涛雅苑12栋 2单元 601',
    临江里三号楼1单元601室: '东社区 临江里 三号楼 1单元 601',
    样例市东社区桂花巷12号2单元601室: '桂花巷12号 2单元 601',
  };
  for (const [address, room] of Object.entries(rooms)) assert.equal(await roomAt(address), room, address);
});

test('of estates of one name an address means the one where it says it stands, never one’s own instead', async () => {
  const both = [place.east, place.west];
  const rooms = {
    同名苑9栋1单元101室: '东社区 同名苑 9栋 1单元 101',
    样例市滨江大道389号同名苑9栋1单元101室: '东社区 同名苑 9栋 1单元 101',
    样例市东社区同名苑9栋1单元101室: '东社区 同名苑 9栋 1单元 101',
    样例市西社区同名苑9栋1单元101室: 'building outside_reach',
    西社区同名苑9栋1单元101室: 'building outside_reach',
    武汉市洪山区同名苑9栋1单元101室: 'building unknown_building',
    武汉市听涛雅苑2栋2单元601室: 'building unknown_building',
    样例市西社区听涛雅苑2栋2单元601室: 'building unknown_building',
    南山区桂花巷12号2单元601室: 'building unknown_building',
  };
  for (const [address, room] of Object.entries(rooms)) assert.equal(await roomAt(address), room, address);
  assert.equal(await roomAt('西社区同名苑9栋1单元101室', '同名苑'), 'building outside_reach');
  for (const at of ['东', '西'])
    assert.equal(
      await roomAt(`样例市${at}社区同名苑9栋1单元101室`, '', both),
      `${at}社区 同名苑 9栋 1单元 101`,
    );
  assert.equal(await roomAt('样例市同名苑9栋1单元101室', '', both), 'building ambiguous_building');
});

test('a longer name that was found is meant, whatever a shorter one would lead to', async () => {
  const both = [place.east, place.west];
  assert.equal(await roomAt('东村阳光苑2栋1单元101室'), 'building outside_reach');
  assert.equal(await roomAt('东村阳光苑2栋1单元101室', '', both), '西社区 东村阳光苑 2栋 1单元 101');
  assert.equal(await roomAt('东村阳光苑2栋1单元999室', '', both), 'number unknown_house');
  assert.equal(await roomAt('东村阳光苑2栋101室', '', both), 'unit required');
  assert.equal(await roomAt('阳光苑2栋1单元101室'), '东社区 阳光苑 2栋 1单元 101');
});

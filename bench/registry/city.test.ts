import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { readAreaCode } from '../../server/src/features/area/codes.ts';
import { checkCoverage } from '../../server/src/features/area/coverage.ts';
import { contentOf, type GridContent, type Person } from './city.ts';
import { boundaryOf, writeCity } from './files.ts';
import { checkOf } from './identity.ts';
import { planCity, scaleOf } from './plan.ts';
import { AGES, HOUSEHOLDS } from './tables.ts';

const plan = planCity(scaleOf(20_000));
const grids: GridContent[] = [...contentOf(plan)];
const people = grids.flatMap((grid) => grid.people);
const buildings = grids.flatMap((grid) => grid.buildings);
const houses = buildings.flatMap((building) => building.houses);
const vehicles = grids.flatMap((grid) => grid.vehicles);

const share = <T>(list: readonly T[], is: (one: T) => boolean): number =>
  list.filter(is).length / list.length;

function near(value: number, wanted: number, off: number, what: string): void {
  assert.ok(Math.abs(value - wanted) <= off, `${what}: ${value} beside ${wanted}`);
}

test('a city of twenty thousand has the proportions of one of 1.4 million', () => {
  const { scale } = plan;
  assert.deepEqual(scale, { people: 20_000, houses: 6857, buildings: 571, grids: 22, seed: 990100 });
  assert.equal(people.length, scale.people);
  assert.equal(houses.length, scale.houses);
  assert.equal(buildings.length, scale.buildings);
  assert.equal(grids.length, scale.grids);
  const { people: _, seed: __, ...whole } = scaleOf();
  assert.deepEqual(whole, { houses: 480_000, buildings: 40_000, grids: 1558 });
});

test('the tree of 1,558 grids reads as codes under a province that does not exist and tiles without gap', () => {
  const { areas } = planCity(scaleOf());
  const codes = new Set(areas.map(({ code }) => code));
  assert.equal(codes.size, areas.length);
  for (const { code, parent, level } of areas) {
    const reading = readAreaCode(code);
    assert.ok(reading.ok && reading.value.level === level && reading.value.code === code, code);
    assert.ok(parent === null || codes.has(parent), code);
  }
  const names = areas.filter(({ level }) => level === 'community').map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const report = checkCoverage(
    plan.areas.map((area) => ({ ...area, kind: 'ordinary' as const, boundary: boundaryOf(area) })),
  );
  assert.deepEqual([report.gaps, report.overlaps, report.outside], [[], [], []]);
});

test('ages and sexes are those of the census', () => {
  const all = [...AGES.male, ...AGES.female].reduce((a, b) => a + b, 0);
  for (const sex of ['male', 'female'] as const)
    AGES[sex].forEach((weight, group) => {
      const found = share(people, (one) => one.sex === sex && Math.floor(one.age / 5) === group);
      near(found, weight / all, 0.003, `${sex} of ${group * 5}`);
    });
});

test('households are as large as those of the census', () => {
  const sizes = new Map<string, number>();
  for (const { household } of people) if (household) sizes.set(household, (sizes.get(household) ?? 0) + 1);
  const counts = [...sizes.values()];
  HOUSEHOLDS.forEach((wanted, i) => {
    near(
      share(counts, (size) => size === i + 1),
      wanted / 100,
      0.02,
      `households of ${i + 1}`,
    );
  });
  const heads = people.filter((one) => one.household && one.kin === '户主');
  assert.equal(heads.length, counts.length, 'each household has one head');
});

test('families hang together: children are younger than the head, spouses of the other sex and about as old', () => {
  const heads = new Map(
    people.filter((one) => one.household && one.kin === '户主').map((one) => [one.household, one]),
  );
  const beside = people.filter((one) => one.household && one.kin !== '户主');
  const children = beside.filter(({ kin }) => kin === '子' || kin === '女');
  const spouses = beside.filter(({ kin }) => kin === '配偶');
  const head = (one: Person): Person => heads.get(one.household)!;
  assert.ok(share(children, (one) => head(one).age - one.age >= 16) > 0.95);
  assert.ok(
    share(spouses, (one) => one.sex !== head(one).sex && Math.abs(head(one).age - one.age) <= 8) > 0.9,
  );
  const sexOf = {
    子: 'male',
    女: 'female',
    父亲: 'male',
    母亲: 'female',
    儿媳: 'female',
    孙子: 'male',
    孙女: 'female',
  };
  for (const { kin, sex, idNumber } of people)
    assert.equal(sexOf[kin as keyof typeof sexOf] ?? sex, sex, `${kin} ${idNumber}`);
});

test('houses are lived in by owners, let, empty and shops; who owns or is registered without living there is told', () => {
  near(
    share(houses, ({ use }) => use === 'own'),
    0.61,
    0.03,
    'own',
  );
  near(
    share(houses, ({ use }) => use === 'let'),
    0.2,
    0.03,
    'let',
  );
  near(
    share(houses, ({ use }) => use === 'empty'),
    0.13,
    0.03,
    'empty',
  );
  near(
    share(houses, ({ use }) => use === 'shop'),
    0.06,
    0.02,
    'shop',
  );
  near(
    share(people, ({ tie }) => tie === 'rents'),
    0.17,
    0.03,
    'tenants',
  );
  near(
    share(people, ({ tie }) => tie === 'owner'),
    0.11,
    0.02,
    'owners elsewhere',
  );
  near(
    share(people, ({ tie }) => tie === 'registered'),
    0.17,
    0.03,
    'registered here only',
  );
  for (const one of people) assert.equal(one.household !== '', one.elsewhere === null);
});

test('ID numbers are valid under regions that do not exist, tell birth and sex, and nothing is given twice', () => {
  for (const { idNumber, birth, sex } of people) {
    assert.equal(idNumber[17], checkOf(idNumber), idNumber);
    assert.match(idNumber, /^9901(0[1-9]|1[0-3])/);
    assert.equal(idNumber.slice(6, 14), birth.replaceAll('-', ''));
    assert.equal(Number(idNumber[16]) % 2 === 1, sex === 'male');
  }
  assert.equal(new Set(people.map((one) => one.idNumber)).size, people.length);
  assert.equal(checkOf('11010519491231002'), 'X', 'the example of GB 11643');
  for (const { phone } of people) assert.match(phone, /^16[04]\d{8}$/);
  for (const { plate } of vehicles) assert.match(plate, /^鄂Z([DF]\d{5}|[A-HJ-NP-Z]{2}\d{3})$/);
  assert.equal(new Set(vehicles.map(({ plate }) => plate)).size, vehicles.length);
  for (const list of [houses, buildings]) {
    assert.equal(new Set(list.map(({ code }) => code)).size, list.length);
    assert.equal(new Set(list.map(({ address }) => address)).size, list.length);
  }
});

test('surnames are as frequent as in China, and who is eighty has the allowance or not', () => {
  near(
    share(people, ({ name }) => name.startsWith('王')),
    0.075,
    0.012,
    '王',
  );
  near(
    share(people, ({ name }) => name.startsWith('李')),
    0.074,
    0.012,
    '李',
  );
  assert.ok(new Set(people.map(({ name }) => name)).size > 15_000);
  const old = people.filter(({ age }) => age >= 80);
  near(old.length / people.length, 0.0254, 0.002, 'of eighty and over');
  near(
    share(old, ({ elderAllowance }) => elderAllowance === '已领取'),
    0.86,
    0.05,
    'with allowance',
  );
  assert.ok(people.every(({ age, elderAllowance }) => age >= 80 === (elderAllowance !== '')));
  near(
    share(people, ({ disability }) => disability !== ''),
    0.026,
    0.006,
    'disabled',
  );
  near(
    share(people, ({ nation }) => nation === '汉族'),
    0.952,
    0.02,
    '汉族',
  );
});

test('outlines lie in their grid', () => {
  for (const { outline, grid } of buildings) {
    const [west, south, east, north] = grid.box;
    for (const [x, y] of outline) assert.ok(x > west && x < east && y > south && y < north, grid.code);
  }
});

async function written(percent: number) {
  const folder = await mkdtemp(join(tmpdir(), 'huying-city-'));
  try {
    const { files, areas, outlines } = await writeCity(folder, plan, percent);
    const read = (paths: readonly string[]) => Promise.all(paths.map((path) => readFile(path)));
    return {
      files,
      texts: await read(files.map(({ path }) => path)),
      drawn: await read([areas, ...outlines]),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the files hold every row and are the same for the same seed', async () => {
  const { files, texts, drawn } = await written(0);
  const rows = (sheet: string) =>
    files.filter((file) => file.sheet === sheet).reduce((sum, file) => sum + file.rows, 0);
  assert.deepEqual(['building', 'house', 'person', 'vehicle'].map(rows), [
    buildings.length,
    houses.length,
    people.length,
    vehicles.length,
  ]);
  const parsed = files.flatMap(({ sheet }, i) =>
    sheet === 'person' ? (parse(texts[i]!, { columns: true, bom: true }) as Record<string, string>[]) : [],
  );
  assert.deepEqual(
    parsed.map((row) => row.公民身份号码),
    people.map(({ idNumber }) => idNumber),
  );
  const features = drawn
    .slice(1)
    .flatMap((text) => (JSON.parse(text.toString()) as { features: unknown[] }).features);
  assert.equal(features.length, buildings.length);
  const digest = (list: Buffer[]) => list.map((text) => createHash('sha256').update(text).digest('hex'));
  const again = await written(0);
  assert.deepEqual(digest([...again.texts, ...again.drawn]), digest([...texts, ...drawn]));
});

test('with faults, one row in twenty has one spoilt cell, and it is known which', async () => {
  const [{ texts: good }, { files, texts }] = [await written(0), await written(5)];
  let all = 0;
  files.forEach(({ sheet, faults }, i) => {
    const [before, after] = [good[i]!, texts[i]!].map((text) => parse(text, { bom: true }) as string[][]);
    const spoilt = before!.flatMap((row, k) =>
      row.flatMap((text, c) => (text === after![k]![c] ? [] : [[k + 1, before![0]![c]]])),
    );
    assert.deepEqual(
      spoilt,
      faults.map(({ line, heading }) => [line, heading]),
    );
    if (sheet === 'person') all += faults.length;
  });
  near(all / people.length, 0.05, 0.005, 'faults');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../server/src/features/area/sample.ts';
import { checkValue, dictionariesOf, registryOf } from '../../server/src/features/dictionary/index.ts';
import { judgeWords, readWordFiles } from '../../server/src/packs/default.words.ts';
import { DEFAULT_PACK } from '../../server/src/packs/folder.ts';
import { contentOf } from './city.ts';
import { Faults } from './faults.ts';
import { planCity, scaleOf } from './plan.ts';
import { SHEETS, type Sheet } from './sheets.ts';

const words = judgeWords(await readWordFiles(DEFAULT_PACK));
const items = registryOf(words.items, new Set());
const numbered = words.dictionaries.map(({ standard = null, unsure = false, note = null, ...list }) => ({
  ...{ ...list, standard, unsure, note },
  items: list.items.map((item, i) => ({ aliases: [], foreign: {}, ...item, number: i + 1, retired: false })),
}));
const by = { words: dictionariesOf(numbered), today: '2026-11-22' };
const content = [...contentOf(planCity(scaleOf(3000)))];

/** Says where something stands; no item of what the row is about. */
const PLACES: Record<Sheet['name'], string[]> = {
  estate: ['社区编码'],
  building: ['网格编码'],
  house: ['楼栋编码', '网格编码', '小区', '楼栋', '单元'],
  person: ['房屋编码', '小区', '楼栋', '单元', '房号', '网格编码', '人房关系'],
  vehicle: ['房屋编码'],
};

for (const sheet of SHEETS)
  test(`the registry knows every heading and every word of the ${sheet.name} sheet`, () => {
    const columns = sheet.headings.map((heading) => items.find(sheet.name, heading));
    assert.deepEqual(
      sheet.headings.filter((_, i) => columns[i] === null),
      PLACES[sheet.name],
    );
    const said = new Set<string>();
    for (const row of content.flatMap((grid) => [...sheet.rows(grid)]))
      row.forEach((text, i) => {
        const item = columns[i];
        if (!item) return;
        const { problem, warning } = checkValue(item, text, by);
        if (problem ?? (item.type === 'id_number' ? undefined : warning))
          said.add(`${item.name}: ${problem ?? warning} (${text})`);
      });
    assert.deepEqual([...said], []);
  });

test('each fault is one that the registry sees, or a house that is not there', () => {
  const sheet = SHEETS.find(({ name }) => name === 'person')!;
  const rows = content.flatMap((grid) => [...sheet.rows(grid)]);
  const faults = new Faults(sheet.headings, 100, seededRandom(7));
  rows.forEach((row, i) => {
    const spoilt = faults.apply(row, i);
    const { heading, kind } = faults.found.at(-1)!;
    const text = spoilt[sheet.headings.indexOf(heading)]!;
    if (kind === 'unknown house') return;
    const item = items.find('person', heading)!;
    assert.ok(text === '' || checkValue(item, text, by).problem, `${heading} ${kind}: ${text}`);
  });
  assert.equal(new Set(faults.found.map(({ heading, kind }) => heading + kind)).size, 11);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleOf, pinOn } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
interface Rows {
  items: { id: string; name: string }[];
}

test('whoever keeps incidents registers one about a school, is refused a person, finds it from the school and on the map', async () => {
  const street = await real.as('street1');
  const [school] = (await street.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  const screen = await consoleOf(browser, real, 'street1', '/places?tab=incident', /status of 422/);
  const { page } = screen;
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'incident-list');
  await page.getByRole('button', { name: '登记案（事）件' }).click();
  await page.getByLabel('案（事）件类型').fill('盗窃');
  await shot(screen, 'incident-form-top');
  await page.getByLabel('案（事）件名称').fill('校门口自行车被盗案');
  await page.getByRole('combobox', { name: '案（事）件分级' }).fill('一般');
  await page.getByTitle('一般').last().click();
  await page.getByRole('button', { name: /更多登记项/ }).click();
  await page.getByLabel('案（事）件情况').fill('失主手机 13971234567');
  await page.getByLabel('关联的学校、线路或单位').fill(school!.name);
  await page.locator('.ant-select-item-option', { hasText: school!.name }).first().click();
  await shot(screen, 'incident-related');
  await pinOn(page);
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('请去掉身份证号、手机号和姓名').waitFor();
  await shot(screen, 'incident-form');
  await page.getByLabel('案（事）件情况').fill('停在校门口的自行车被盗。');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('heading', { name: /校门口自行车被盗案/ }).waitFor();
  await page.locator('.hy-place-values tr', { hasText: '分级' }).getByText('一般').waitFor();
  await shot(screen, 'incident-detail');
  await page.locator('.hy-matter-facts').getByRole('link', { name: school!.name }).click();
  await page.getByRole('link', { name: '关联的案（事）件' }).click();
  await page.getByText(`只看关联「${school!.name}」的案（事）件`).waitFor();
  await page.locator('.ant-table-row', { hasText: '校门口自行车被盗案' }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(screen, 'incident-list-narrow');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${real.url}/console/places?tab=incident&view=map`);
  await page.getByText(/图上 [1-9]\d* 处/).waitFor();
  await page.locator('.hy-place-map .hy-map-drawing').waitFor({ state: 'detached' });
  await shot(screen, 'incident-map');
  await page.goto(`${real.url}/console/ledgers?of=incident`);
  await page.getByText('校门口自行车被盗案').first().waitFor();
  await shot(screen, 'incident-ledger');
  assertClean(screen);
  await screen.close();
});

test('a grid worker sees no incidents, and nothing that leads to them', async () => {
  const grid = await real.as('grid1');
  const [near] = (await grid.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  const screen = await consoleOf(browser, real, 'grid1', '/places');
  const { page } = screen;
  await page.getByRole('tab', { name: '车辆' }).waitFor();
  assert.equal(await page.getByRole('tab', { name: '案（事）件' }).count(), 0);
  await page.goto(`${real.url}/console/places/${near!.id}`);
  await page.getByRole('heading', { name: near!.name }).waitFor();
  assert.equal(await page.getByText('案（事）件').count(), 0);
  assertClean(screen);
  await screen.close();
});

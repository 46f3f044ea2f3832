import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot, until } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

interface Found {
  items: { id: string; name: string; address: string; lng: number; lat: number; houses: number }[];
}
const someBuilding = async () => {
  const community = await real.as('community1');
  const { items } = await community.get<Found>('/api/housing/buildings?limit=200');
  return items.find(({ houses }) => houses > 20)!;
};

test('whoever has the city sees it whole, each building a dot; a click on one goes nearer, to the buildings', async () => {
  const screen = await open(browser, `${real.url}/icon.svg`, 'desktop');
  await real.enter(screen.context, 'city1');
  const { page } = screen;
  // Layers stand in a tile with their name. One that the map no longer wants, as it has moved on, has no bytes any more.
  const tile = (zoom: RegExp, layer: string) =>
    page.waitForResponse(
      async (answer) =>
        zoom.test(answer.url()) &&
        answer.ok() &&
        (await answer.body().catch(() => Buffer.alloc(0))).includes(layer),
    );
  await Promise.all([tile(/tiles\/1[0-3]\//, 'dots'), page.goto(`${real.url}/console/housing`)]);
  await page.locator('.hy-map[aria-busy="false"]').waitFor();
  await shot(screen, 'housing-city');
  const box = (await page.locator('.hy-housing-map').boundingBox())!;
  const near = tile(/tiles\/1[4-6]\//, 'buildings');
  // Somewhere in the middle of the city there is a building under the hand.
  let i = 0;
  await until('a building under the hand', async () => {
    i = (i + 1) % 60;
    await page.mouse.move(box.x + box.width / 2 + i * 3, box.y + box.height / 2 + (i % 7) * 5);
    return (await page.locator('canvas').evaluate((map) => map.style.cursor)) === 'pointer';
  });
  await page.mouse.down();
  await page.mouse.up();
  await near;
  assertClean(screen);
  await screen.close();
});

test('from the map to the 楼盘表 to the room', async () => {
  const whole = await consoleOf(browser, real, 'community1', '/housing');
  await whole.page.locator('.hy-map canvas').waitFor();
  await whole.page.waitForFunction(() => !document.querySelector('.hy-map-drawing'));
  await whole.page.getByRole('list', { name: '图例' }).getByText('未录房屋').waitFor();
  await shot(whole, 'housing-map');
  assertClean(whole);
  await whole.close();
  const building = await someBuilding();
  const screen = await consoleOf(browser, real, 'community1', `/housing?building=${building.id}`);
  const { page } = screen;
  await page.locator('.hy-map canvas').waitFor();
  await page.waitForFunction(() => !document.querySelector('.hy-map-drawing'));
  await page.getByRole('heading', { name: building.name }).waitFor();
  await page.locator('.hy-matrix-room').first().waitFor();
  await shot(screen, 'housing-matrix');
  // The chosen one stands in the middle of the map: the building opens by a click on it.
  await page.getByRole('button', { name: '关闭' }).click();
  const box = (await page.locator('.hy-housing-map').boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('heading', { name: building.name }).waitFor();
  await page
    .getByRole('link', { name: /^101，/ })
    .first()
    .click();
  await page.getByRole('heading', { name: /101室$/ }).waitFor();
  await page.getByText('标准地址编码').waitFor();
  await shot(screen, 'housing-house');
  assertClean(screen);
  await screen.close();
});

test('a house is found by a part of its address, changed, and rooms are made by a scheme', async () => {
  const building = await someBuilding();
  const screen = await consoleOf(browser, real, 'community1', '/housing?tab=buildings', /422/);
  const { page } = screen;
  await page.getByRole('button', { name: '登记建筑' }).click();
  await page.getByLabel('建筑名称').fill('新盖的楼');
  await page.getByLabel('指定网格').fill('听涛社区第1网格');
  await page.locator('.ant-select-item-option', { hasText: '听涛社区第1网格' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: '新盖的楼' }).waitFor();
  await page.getByRole('button', { name: '批量生成房屋' }).click();
  await page.getByLabel('单元数').fill('2');
  await page.getByText('按此编排共 24 套').waitFor();
  await page.getByRole('button', { name: '生成', exact: true }).click();
  await page
    .getByRole('link', { name: /^602，/ })
    .first()
    .waitFor();
  await shot(screen, 'housing-building');
  await page
    .getByRole('link', { name: /^602，/ })
    .first()
    .click();
  await page.getByRole('heading', { name: /602室$/ }).waitFor();
  await page.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('门牌号').fill('601');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('这里已经有 601 室').first().waitFor();
  await page.getByLabel('门牌号').fill('602A');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: /602A$/ }).waitFor();

  await page.goto(`${real.url}/console/housing`);
  await page.getByLabel('查找地址').fill(`${building.name} 101`);
  await page.locator('.ant-select-item-option', { hasText: '101室' }).first().click();
  await page.getByRole('heading', { name: /101室$/ }).waitFor();
  await page.getByRole('link', { name: /.+/ }).first().waitFor();
  assertClean(screen);
  await screen.close();
});

test('a 小区 shows its buildings, who runs it and what is open there', async () => {
  const property = await real.as('property1');
  const { items } = await property.get<Found>('/api/housing/estates?limit=100');
  assert.ok(items.length > 0);
  const screen = await consoleOf(browser, real, 'property1', '/housing?tab=estates');
  const { page } = screen;
  await page.getByText(items[0]!.name).first().click();
  await page
    .getByText(/安居物业/)
    .first()
    .waitFor();
  await page.locator('.hy-housing-cards a').first().waitFor();
  await shot(screen, 'housing-estate');
  assertClean(screen);
  await screen.close();
});

test('a search on the phone says once that nothing was found, and not when a building was', async () => {
  const worker = await real.as('grid1');
  const { areas } = await worker.get<{ areas: { id: string }[] }>('/api/me');
  await worker.post('/api/housing/buildings', {
    ...{ client_id: crypto.randomUUID(), name: '望月泵房', kind: 'public', floors: 1 },
    area: areas[0]!.id,
  });
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'grid1');
  const { page } = phone;
  await page.goto(`${real.url}/portal/housing`);
  const said = page.getByText('没有找到', { exact: false });
  await page.getByPlaceholder('楼栋或门牌').fill('没有这栋楼');
  await said.first().waitFor();
  await shot(phone, 'housing-phone-nothing');
  assert.equal(await said.count(), 1);
  const rooms = page.waitForResponse((answer) => /houses\?.*q=/.test(answer.url()));
  await page.getByPlaceholder('楼栋或门牌').fill('望月泵房');
  await page.locator('.adm-list-item', { hasText: '望月泵房' }).waitFor();
  await (await rooms).finished();
  await page.locator('.adm-skeleton').first().waitFor({ state: 'detached' });
  await shot(phone, 'housing-phone-no-rooms');
  assert.equal(await said.count(), 0);
  assertClean(phone);
  await phone.close();
});

test('on the phone the grid worker goes from the building to the room', async () => {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'grid1');
  const { page } = phone;
  await page.goto(`${real.url}/portal/housing`);
  await page
    .getByText(/雅苑1栋/)
    .first()
    .waitFor();
  await shot(phone, 'housing-phone-list');
  await page
    .getByText(/雅苑1栋/)
    .first()
    .click();
  await page
    .getByRole('link', { name: /^101，/ })
    .first()
    .waitFor();
  await page.getByText('左右滑动查看其余单元').waitFor();
  const frame = page.locator('.hy-matrix-frame');
  assert.equal(await frame.getAttribute('data-more'), 'true');
  await shot(phone, 'housing-phone-matrix');
  await page.locator('.hy-matrix-box').evaluate((box) => box.scrollTo({ left: box.scrollWidth }));
  await page.locator('.hy-matrix-frame[data-more=false]').waitFor();
  await page
    .getByRole('link', { name: /^101，/ })
    .first()
    .click();
  await page.getByText(/1单元101室$/).waitFor();
  await shot(phone, 'housing-phone-house');
  assertClean(phone);
  await phone.close();
});

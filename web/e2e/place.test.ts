import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleOf, pinOn } from './console.sample.ts';
import { assertClean, open, shot, until } from './harness.ts';
import { realBrowser } from './real.ts';
import { somebody } from './resident.sample.ts';

const { browser, real } = await realBrowser();
interface Rows {
  items: { id: string; name: string; code: string; point: { lng: number; lat: number } }[];
}

test('an organisation is registered with its point, refused at the field, found, opened, looked at and taken back', async () => {
  const screen = await consoleOf(browser, real, 'community1', '/places', /status of 422/);
  const { page } = screen;
  await page.locator('.ant-table-row', { hasText: '有限公司' }).first().waitFor();
  await page
    .getByText(/^听涛社区 › 第\d+网格$/)
    .first()
    .waitFor();
  await shot(screen, 'place-list');
  await page.getByRole('button', { name: '登记单位' }).click();
  await page.getByLabel('名称', { exact: true }).fill('滨江晨光文化传媒有限公司');
  await page.getByLabel('统一社会信用代码').fill('91429998MA00000000');
  await page.getByRole('combobox', { name: '组织类别' }).fill('非公有制');
  await page.getByTitle('非公有制经济组织').last().click();
  await pinOn(page);
  const more = page.getByRole('button', { name: /更多登记项/ });
  const employees = page.getByLabel('企业员工数');
  const phone = page.getByLabel('负责人联系方式', { exact: true });
  await more.click();
  await employees.fill('20000000');
  await phone.fill('123');
  // Folded again, what is refused of it opens it: by the browser, then by the server.
  await more.click();
  await employees.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('请填写不大于 10,000,000 的数').waitFor();
  const { y } = (await employees.boundingBox())!;
  assert.ok(y > 0 && y < page.viewportSize()!.height, 'one is taken to it');
  assert.equal(await employees.inputValue(), '20000000');
  await employees.fill('20');
  await more.click();
  await phone.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('末位校验码不对').waitFor();
  await phone.waitFor();
  await page
    .locator('.ant-form-item-has-error', { has: phone })
    .locator('.ant-form-item-explain-error')
    .waitFor();
  await shot(screen, 'place-form');
  assert.equal(await page.getByLabel('名称', { exact: true }).inputValue(), '滨江晨光文化传媒有限公司');
  await page.getByLabel('统一社会信用代码').fill('');
  await page.getByLabel('负责人姓名', { exact: true }).fill('欧阳小店');
  await phone.fill('19900003131');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('heading', { name: /晨光文化传媒/ }).waitFor();
  await page.getByText('199****3131').waitFor();
  await page
    .locator('.hy-place-values tr', { hasText: '负责人联系方式' })
    .getByRole('button', { name: '查看' })
    .click();
  await page.getByLabel('用途').fill('通知消防检查');
  await page.getByRole('dialog').getByRole('button', { name: '查看' }).click();
  await page.getByText('19900003131').waitFor();
  await page.getByText('负责人联系方式：通知消防检查').waitFor();

  await page.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('名称', { exact: true }).fill('滨江晨光传媒有限公司');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: '滨江晨光传媒有限公司' }).waitFor();
  await shot(screen, 'place-detail');
  await page.getByRole('button', { name: '撤回' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: '撤回' }).click();
  await page.getByRole('heading', { name: /晨光文化传媒/ }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('an organisation moves into an office building, and the building is found by its companies', async () => {
  const community = await real.as('community1');
  const [near] = (await community.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  const company = { name: '滨江新来广告有限公司' };
  const { id } = await community.post('/api/sites', {
    client_id: crypto.randomUUID(),
    subject: 'organisation',
    values: { ...company, kind: '01' },
    point: near!.point,
  });
  const [tower] = (await community.get<Rows>('/api/site-buildings?limit=1')).items;
  const screen = await consoleOf(browser, real, 'community1', `/places/${id}`);
  const { page } = screen;
  await page.getByRole('button', { name: '登记入驻' }).click();
  await page.getByLabel('楼栋').fill(tower!.name);
  await page.locator('.ant-select-item-option', { hasText: tower!.name }).first().click();
  await page.getByLabel('开始日期').fill('2024-05-06');
  await page.getByLabel('开始日期').press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: '登记' }).click();
  await page.getByText('2024-05-06 至 今').waitFor();
  await page.goto(`${real.url}/console/places?tab=buildings`);
  await page.locator('.ant-table-row', { hasText: tower!.name }).first().waitFor();
  await shot(screen, 'place-buildings');
  await page.locator('.ant-table-row', { hasText: tower!.name }).first().click();
  await page.getByText(`只看在「${tower!.name}」的单位`).waitFor();
  await page.locator('.ant-table-row', { hasText: company.name }).first().waitFor();
  assertClean(screen);
  await screen.close();
});

test('facilities stand on the map; a vehicle shows a masked plate and is found by the whole one', async () => {
  const screen = await consoleOf(browser, real, 'community1', '/places?tab=facility&view=map');
  const { page } = screen;
  await page.getByText(/图上 \d+ 处/).waitFor();
  await page.locator('.hy-place-map .hy-map-drawing').waitFor({ state: 'detached' });
  await shot(screen, 'place-map');
  const grid = await real.as('grid1');
  const [near] = (await grid.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  await grid.post('/api/sites', {
    client_id: crypto.randomUUID(),
    subject: 'vehicle',
    values: { plate: '鄂Z9K131', kind: '01', owner_name: '钱大川' },
    point: near!.point,
  });
  await page.goto(`${real.url}/console/places?tab=vehicle&q=${encodeURIComponent('鄂Z9K131')}`);
  await page.locator('.ant-table-row', { hasText: '鄂Z·**131' }).waitFor();
  assert.equal(await page.getByText('钱大川').count(), 0);
  await shot(screen, 'place-vehicles');
  assertClean(screen);
  await screen.close();
});

test('a car gets its owner from the people one answers for, by name; it may become a company’s', async () => {
  const community = await real.as('community1');
  const { name } = await somebody(real);
  const [near] = (await community.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  const { id } = await community.post('/api/sites', {
    client_id: crypto.randomUUID(),
    subject: 'vehicle',
    values: { plate: '鄂Z9K132', kind: '01' },
    point: near!.point,
  });
  const screen = await consoleOf(browser, real, 'community1', `/places/${id}/edit`);
  const { page } = screen;
  await page.getByLabel('车主', { exact: true }).fill(name);
  const option = page.locator('.ant-select-item-option', { hasText: name }).first();
  await option.waitFor();
  await shot(screen, 'place-owner-find');
  await option.click();
  await shot(screen, 'place-owner');
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('.hy-matter-facts').getByRole('link', { name }).click();
  await page.waitForURL(/\/residents\//);
  await page
    .getByRole('heading', { name: new RegExp(name) })
    .first()
    .waitFor();
  await page.goto(`${real.url}/console/places/${id}/edit`);
  await page.locator('.hy-place-holder').getByTitle(name).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.hy-place-holder').scrollIntoViewIfNeeded();
  await shot(screen, 'place-owner-narrow');
  await page.locator('.hy-place-holder').getByText('单位', { exact: true }).click();
  await page.locator('.hy-place-holder').getByText('居民', { exact: true }).click();
  await page.getByText('姓名、身份号码、手机号').waitFor();
  await page.locator('.hy-place-holder').getByText('单位', { exact: true }).click();
  await page.getByLabel('车主', { exact: true }).fill('公司');
  await page.locator('.ant-select-item-option', { hasText: '公司' }).first().click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('.hy-matter-facts').getByRole('link', { name: /公司/ }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('without a position the facilities are looked for around the own grid, and for a stranger in the middle of the city', async () => {
  for (const [who, said] of [
    ['grid1', /按您的网格查找/],
    [null, /按地图中间查找/],
  ] as const) {
    const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
    if (who) await real.enter(phone.context, who);
    const asked: { lng: number; lat: number }[] = [];
    phone.page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/api/nearby-places')
        asked.push({ lng: Number(searchParams.get('lng')), lat: Number(searchParams.get('lat')) });
    });
    await phone.page.goto(`${real.url}/portal/nearby`);
    await phone.page.getByText(said).waitFor();
    await phone.page.locator('.hy-nearby-card').first().waitFor();
    const located = await (
      await fetch(`${real.url}/api/areas/locate?lng=${asked[0]!.lng}&lat=${asked[0]!.lat}`)
    ).json();
    assert.ok(located.grid, JSON.stringify([asked, located]));
    await shot(phone, `place-nearby-${who ?? 'stranger'}`);
    // A position that arrives after the map was dragged: the list goes with the map.
    await phone.page.locator('.hy-nearby-map .hy-map[aria-busy="false"]').waitFor();
    const map = (await phone.page.locator('.hy-nearby-map canvas').boundingBox())!;
    const before = asked.length;
    await phone.page.mouse.move(map.x + 150, map.y + 100);
    await phone.page.mouse.down();
    await phone.page.mouse.move(map.x + 90, map.y + 60, { steps: 5 });
    await phone.page.mouse.up();
    await until('what is around the place dragged to', () => asked.length > before);
    const here = { lng: asked[0]!.lng + 0.01, lat: asked[0]!.lat };
    await phone.context.grantPermissions(['geolocation'], { origin: real.url });
    await phone.context.setGeolocation({ longitude: here.lng, latitude: here.lat });
    await phone.page.getByRole('button', { name: '再试定位' }).click();
    await until('what is around the position', () => {
      const last = asked.at(-1)!;
      return last.lng === here.lng && last.lat === here.lat;
    });
    assertClean(phone);
    await phone.close();
  }
});

test('a resident who is not signed in sees the facilities around, the nearest first, and the component of a plate', async () => {
  const grid = await real.as('grid1');
  const [near] = (await grid.get<Rows>('/api/sites?subject=facility&limit=1')).items;
  const community = await real.as('community1');
  const [lamp] = (await community.get<Rows>('/api/sites?subject=component&limit=1')).items;
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  const { lng, lat } = near!.point;
  await phone.context.grantPermissions(['geolocation'], { origin: real.url });
  await phone.context.setGeolocation({ longitude: lng, latitude: lat });
  await phone.page.goto(`${real.url}/portal/nearby`);
  await phone.page.locator('.hy-nearby-card').first().getByText(near!.name).waitFor();
  await phone.page.locator('.hy-nearby-map canvas').waitFor();
  await phone.page.locator('.hy-map-drawing').waitFor({ state: 'detached' });
  await phone.page.locator('.hy-nearby-name').first().click();
  const [pin, mine] = await Promise.all(
    ['.hy-nearby-pin[data-chosen=true]', '.hy-nearby-here'].map((mark) =>
      phone.page.locator(mark).boundingBox(),
    ),
  );
  assert.ok(
    Math.abs(pin!.x + pin!.width / 2 - mine!.x - mine!.width / 2) < 4,
    'the pin stands where the place is',
  );
  await shot(phone, 'place-nearby');
  await phone.page.goto(`${real.url}/portal/components/${lamp!.code}`);
  await phone.page.getByText(lamp!.code).waitFor();
  await shot(phone, 'place-component');
  await phone.page.getByRole('button', { name: '它坏了，我要上报' }).click();
  await phone.page.waitForURL(/\/report/);
  assertClean(phone);
  await phone.close();
});

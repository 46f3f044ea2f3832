import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { assertClean, open, type Screen, shot } from './harness.ts';
import { type Caller, realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const photo = { name: '现场.jpg', mimeType: 'image/jpeg', buffer: await samplePhoto() };

interface Unit {
  id: string;
  name: string;
}
const unitOf = async (who: Caller): Promise<Unit> => (await who.get<{ units: Unit[] }>('/api/me')).units[0]!;

/** A matter that the grid worker reported in the own grid. */
async function reported(grid: Caller): Promise<{ id: string; point: { lng: number; lat: number } }> {
  const { areas } = await grid.get<{ areas: { id: string }[] }>('/api/me');
  const { center } = await grid.get<{ center: { lng: number; lat: number } }>(`/api/areas/${areas[0]!.id}`);
  return grid.post('/api/matters', {
    client_id: randomUUID(),
    type: 'city-event',
    text: '夜市摊位占了消防通道，劝离后又回来',
    point: center,
  });
}

async function enter(username: string, path: string, size: 'phone' | 'desktop'): Promise<Screen> {
  const screen = await open(browser, `${real.url}/health/live`, size);
  await real.enter(screen.context, username);
  await screen.page.goto(`${real.url}${path}`);
  return screen;
}

/** Signs in on the spot: position by the phone, a photo, 报到. */
async function signIn(screen: Screen, spot: { lng: number; lat: number }): Promise<void> {
  await fillSignIn(screen, spot);
  await screen.page.getByRole('button', { name: '反馈结果', disabled: false }).waitFor();
}

async function fillSignIn(
  screen: Screen,
  spot: { lng: number; lat: number },
  offline = false,
): Promise<void> {
  const { page, context } = screen;
  await context.grantPermissions(['geolocation'], { origin: real.url });
  await context.setGeolocation({ longitude: spot.lng, latitude: spot.lat, accuracy: 9 });
  await page.getByRole('button', { name: '报到', exact: true }).click();
  await page.locator('.hy-position', { hasText: /距现场 \d+ 米/ }).waitFor();
  if (offline) await context.setOffline(true);
  await page.getByTestId('photo-input').setInputFiles(photo);
  await page.locator('.hy-photo img').first().waitFor();
  await shot(screen, 'whistle-sign');
  await page.locator('.adm-popup form button[type=submit]').click();
}

const choose = async (page: Page, label: string, text: string) => {
  await page.getByLabel(label).fill(text);
  await page.locator('.ant-select-item-option', { hasText: text }).first().click();
};

test('a grid worker calls three departments to a place, they come, answer and close, and the dossier tells and proves it all', async () => {
  const grid = await real.as('grid1');
  const names = ['dept-urban', 'dept-water', 'property1'] as const;
  const callers = await Promise.all(names.map((name) => real.as(name)));
  const units = await Promise.all(callers.map(unitOf));

  const parent = await reported(grid);
  const desk = await enter('grid1', `/console/whistles/new?parent=${parent.id}`, 'desktop');
  const { page } = desk;
  await page.getByText('综合执法哨').click();
  await page.getByLabel('标题').fill('夜市占道，需要联合整治');
  await page.getByLabel('情况').fill('夜市占道经营，消防通道被堵，商户不听劝。');
  for (const unit of units) await choose(page, '添加部门', unit.name);
  await page.getByText('此刻无人当班').first().waitFor();
  await page.getByRole('button', { name: '添加力量' }).click();
  await page.getByLabel('姓名或队伍名称').fill('邻里互助队');
  await page.getByText(/^落在 /).waitFor();
  await page.getByLabel('人数').fill('800');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.getByText('请填写 1 到 500 之间的整数').waitFor();
  assert.equal(await page.getByLabel('人数').inputValue(), '800');
  await shot(desk, 'whistle-members-wrong');
  await page.getByLabel('人数').fill('');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.getByText('请填写人数').waitFor();
  await page.getByLabel('人数').fill('8');
  await shot(desk, 'whistle-blow');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.waitForURL(/whistles\/[0-9a-f-]{36}$/);
  const id = page.url().split('/').at(-1)!;
  await page.getByText('待报到').first().waitFor();
  await shot(desk, 'whistle-called');
  const whistle = await grid.get<{ point: { lng: number; lat: number } }>(`/api/whistles/${id}`);

  const phone = await enter('dept-urban', `/portal/matters/${id}`, 'phone');
  await phone.page.getByText('待报到').first().waitFor();
  await signIn(phone, whistle.point);
  await shot(phone, 'whistle-phone');
  // The whistler hears of it without asking.
  await page.locator('.hy-whistle-count', { hasText: '1' }).waitFor();

  const other = await enter('property1', `/portal/matters/${id}`, 'phone');
  await signIn(other, whistle.point);
  assertClean(other);
  await other.close();

  // Without signal: kept on the phone with its moment, sent by itself when there is signal again.
  const cellar = await enter('dept-water', `/portal/matters/${id}`, 'phone');
  await fillSignIn(cellar, whistle.point, true);
  await cellar.page.getByText('等待发送').waitFor();
  await shot(cellar, 'whistle-offline');
  const back = new Date();
  await cellar.context.setOffline(false);
  await cellar.page.getByRole('button', { name: '反馈结果', disabled: false }).waitFor();
  const late = await grid.get<{
    parties: { unit: Unit; arrivals: { acted_at: string; received_at: string }[] }[];
  }>(`/api/whistles/${id}`);
  const [arrival] = late.parties.find(({ unit }) => unit.id === units[1]!.id)!.arrivals;
  assert.ok(new Date(arrival!.acted_at) < back && new Date(arrival!.received_at) >= back);
  await cellar.close();
  for (const caller of callers) await caller.act(id, 'feedback', { result: '已按职责清理、规范到位' });
  await callers[0]!.act(id, 'close', { summary: '三部门联合整治完成，通道恢复畅通' });

  await page.getByRole('button', { name: '评价部门' }).click();
  for (const unit of units)
    for (const scale of ['到场及时', '配合', '效果'])
      await page
        .getByRole('radiogroup', { name: `${unit.name} ${scale}` })
        .getByText('5')
        .click();
  await shot(desk, 'whistle-rate');
  await page.locator('.ant-modal button[type=submit]').click();
  await page.getByText('已评价').first().waitFor();
  await shot(desk, 'whistle-done');

  await page.getByRole('button', { name: '一哨一档' }).click();
  await page.getByText('已核验').waitFor();
  for (const unit of units) await page.getByText(unit.name).first().waitFor();
  await shot(desk, 'whistle-dossier');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载档案' }).click(),
  ]);
  const html = await readFile(await download.path(), 'utf8');
  for (const words of [
    '一哨一档',
    '已核验',
    '按时',
    '到场及时 5',
    '三部门联合整治完成',
    ...units.map(({ name }) => name),
  ])
    assert.ok(html.includes(words), words);
  await page.goto(`${real.url}/console/matters/${parent.id}`);
  await page.getByRole('link', { name: '综合执法哨' }).waitFor();
  await shot(desk, 'whistle-parent');
  await page.goto(`${real.url}/console/whistles`);
  await page.getByText('夜市占道，需要联合整治').first().waitFor();
  await shot(desk, 'whistle-list');
  assertClean(desk);
  assertClean(phone);
  await phone.close();
  await desk.close();
});

test('in the street a grid worker blows a whistle from a matter in the hand', async () => {
  const parent = await reported(await real.as('grid1'));
  const unit = await unitOf(await real.as('dept-urban'));
  const phone = await enter('grid1', `/portal/matters/${parent.id}`, 'phone');
  const { page } = phone;
  await page.getByRole('button', { name: '叫部门到场' }).click();
  await page.getByText('应急处置哨').click();
  await page.getByText('30 分钟内').click();
  await page.locator('.adm-form-item', { hasText: '到场部门' }).getByText('请选择').click();
  await page.getByPlaceholder('查找到场部门').fill(unit.name);
  await page.locator('.adm-check-list-item', { hasText: unit.name }).first().click();
  await page.getByRole('button', { name: '选好了' }).click();
  await shot(phone, 'whistle-street');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.getByText('待报到').first().waitFor();
  await shot(phone, 'whistle-street-blown');
  await page.goto(`${real.url}/portal/matters/${parent.id}`);
  await page.locator('.hy-whistle-here', { hasText: '应急处置哨' }).waitFor();
  await shot(phone, 'whistle-street-parent');
  assertClean(phone);
  await phone.close();
});

test('the signal goes after a matter was opened: departments are chosen all the same, and the whistle is blown when it is back', async () => {
  const grid = await real.as('grid1');
  const parent = await reported(grid);
  const unit = await unitOf(await real.as('dept-urban'));
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch/,
  });
  await real.enter(phone.context, 'grid1');
  const { page, context } = phone;
  await page.goto(`${real.url}/portal/matters/${parent.id}`);
  await page.getByRole('button', { name: '叫部门到场' }).waitFor();
  await page.waitForFunction(() => localStorage.getItem('huying-units') !== null);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.getByRole('button', { name: '叫部门到场' }).click();
  await page.getByText('应急处置哨').click();
  await page.locator('.adm-form-item', { hasText: '到场部门' }).getByText('请选择').click();
  await page.getByPlaceholder('查找到场部门').fill(unit.name);
  await page.locator('.adm-check-list-item', { hasText: unit.name }).first().click();
  await page.getByRole('button', { name: '选好了' }).click();
  await shot(phone, 'whistle-no-signal');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.getByText('没有网络：已存在本机').waitFor();
  await page.getByRole('button', { name: '叫部门到场' }).waitFor();
  await shot(phone, 'whistle-no-signal-kept');
  assert.equal((await grid.get<{ items: [] }>(`/api/whistles?parent=${parent.id}`)).items.length, 0);
  await context.setOffline(false);
  await page.locator('.hy-whistle-here', { hasText: '应急处置哨' }).waitFor();
  const { items } = await grid.get<{ items: object[] }>(`/api/whistles?parent=${parent.id}`);
  assert.equal(items.length, 1);
  assertClean(phone);
  await phone.close();
});

test('the hotline, which calls nobody and is called by nobody, has no door to whistles and still opens one that it meets', async () => {
  const grid = await real.as('grid1');
  const parent = await reported(grid);
  const { point } = await grid.get<{ point: { lng: number; lat: number } }>(`/api/matters/${parent.id}`);
  const unit = await unitOf(await real.as('dept-urban'));
  await grid.post('/api/whistles', {
    ...{ client_id: randomUUID(), kind: 'wh-law', text: '夜市占道', point, parent: parent.id },
    departments: [{ unit: unit.id, role: 'main' }],
  });
  const desk = await enter('hotline', `/console/matters/${parent.id}`, 'desktop');
  const { page } = desk;
  await page.getByRole('menuitem', { name: '矛盾纠纷' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: '吹哨' }).count(), 0);
  await page.getByRole('link', { name: '综合执法哨' }).click();
  await page.getByText('待报到').first().waitFor();
  await shot(desk, 'whistle-hotline');
  assertClean(desk);
  await desk.close();
  const department = await enter('dept-urban', '/console/whistles', 'desktop');
  await department.page.getByRole('menuitem', { name: '吹哨' }).waitFor();
  await department.close();
});

test('a department keeps its roster, and who is on call is found when a whistle is blown', async () => {
  const screen = await enter('dept-urban', '/console/whistles?tab=on-call', 'desktop');
  const { page } = screen;
  await page.getByRole('button', { name: '排班' }).click();
  await page.getByLabel('值班人员').click();
  await page.locator('.ant-select-item-option').first().click();
  const street = await (await real.as('street1')).get<{ areas: { name: string }[] }>('/api/me');
  await page.getByLabel('街道或社区').fill(street.areas[0]!.name);
  await page.locator('.ant-select-item-option', { hasText: street.areas[0]!.name }).last().click();
  await page.locator('.ant-modal .ant-btn-primary').click();
  await page.getByText('正在当班').waitFor();
  await shot(screen, 'whistle-on-call');
  assertClean(screen);
  await screen.close();
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { assertClean, open, type Screen, shot } from './harness.ts';
import { type Caller, realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
let community: Caller;
let grid: { lng: number; lat: number };

before(async () => {
  community = await real.as('community1');
  const worker = await real.as('grid1');
  const me = await worker.get<{ areas: { id: string }[] }>('/api/me');
  grid = (await worker.get<{ center: typeof grid }>(`/api/areas/${me.areas[0]!.id}`)).center;
});

const offline = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;

async function phoneOf(username: string, path: string, allow?: RegExp, bare?: boolean): Promise<Screen> {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone', { allow, bare });
  await screen.context.grantPermissions(['geolocation'], { origin: real.url });
  await screen.context.setGeolocation({ longitude: grid.lng, latitude: grid.lat });
  await real.enter(screen.context, username);
  await screen.page.goto(real.url + path);
  return screen;
}

const photo = async () => ({
  name: 'after.jpg',
  mimeType: 'image/jpeg',
  buffer: await samplePhoto({ colour: '#228844' }),
});

/** A resident's matter in the worker's own grid, given to the community to handle. */
async function dispatched(text: string): Promise<string> {
  const citizen = await real.as('citizen');
  const { id } = await citizen.post<{ id: string }>('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    text,
    point: grid,
  });
  const { units } = await community.get<{ units: { id: string }[] }>('/api/me');
  await community.act(id, 'dispatch', { units: [{ unit: units[0]!.id, role: 'main' }] });
  return id;
}

const detailOf = (id: string) =>
  community.get<{ state: string; version: number; files: { stage: string }[]; public_reply: string }>(
    `/api/matters/${id}`,
  );

/** Names of pins that lie over another one. */
const covered = (page: Page): Promise<string[]> =>
  page.locator('.hy-pin').evaluateAll((pins) => {
    const boxes = pins.map((each) => each.getBoundingClientRect());
    const over = (a: DOMRect, b: DOMRect) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return pins
      .filter((_, i) => boxes.some((box, j) => j < i && over(box, boxes[i]!)))
      .map((each) => each.getAttribute('aria-label') ?? '');
  });

test('a grid worker finds the task by list and map, signs, and feeds back with a photo', async () => {
  const id = await dispatched('花坛边垃圾堆积');
  await dispatched('花坛边长椅断裂');
  const screen = await phoneOf('grid1', '/portal/tasks');
  const { page } = screen;
  await page.getByText('花坛边垃圾堆积').waitFor();
  await shot(screen, 'tasks-list');
  await page.getByRole('button', { name: '看地图' }).tap();
  const pin = page.locator('.hy-pin[aria-label*="花坛边垃圾堆积"]');
  await pin.waitFor();
  await page.getByText('地图加载中…').waitFor({ state: 'detached' });
  assert.deepEqual(await covered(page), [], 'no pin covers another');
  await shot(screen, 'tasks-map');
  const placing = await pin.evaluate((each) => getComputedStyle(each).position);
  assert.equal(
    placing,
    'absolute',
    'in the flow of the page one pin would push the next away from its place',
  );
  assert.equal(await pin.innerText(), '2 件', 'what lies at one spot has one pin');
  await pin.tap();
  await page.getByRole('heading', { name: '这里有 2 件' }).waitFor();
  await shot(screen, 'tasks-heap');
  await page.locator('.hy-heap .hy-job', { hasText: '花坛边垃圾堆积' }).tap();
  await page.getByRole('button', { name: '签收' }).tap();
  await page.getByText('签收成功').waitFor();
  await shot(screen, 'task-signed');
  await page.getByRole('button', { name: '更多' }).tap();
  await page.getByText('本单位的任务已经签收').waitFor();
  await page.getByText('取消', { exact: true }).tap();
  await page.getByRole('button', { name: '反馈' }).tap();
  const sheet = page.locator('.adm-popup-body');
  await sheet.getByRole('textbox').first().fill('垃圾已清走，花坛已复原。');
  await sheet.getByTestId('photo-input').setInputFiles(await photo());
  await shot(screen, 'task-feedback');
  await sheet.getByRole('button', { name: '反馈' }).tap();
  await page.locator('.hy-state', { hasText: '待核查' }).waitFor();
  await page.getByText('处置后').waitFor();
  await shot(screen, 'task-done');
  const after = await detailOf(id);
  assert.equal(after.state, 'verifying');
  assert.deepEqual(
    after.files.map((file) => file.stage),
    ['after'],
  );
  assertClean(screen);
  await screen.close();
});

test('steps taken without signal are sent in their order when it returns', async () => {
  const id = await dispatched('路边树枝折断');
  const screen = await phoneOf('grid1', `/portal/matters/${id}`, offline);
  const { page, context } = screen;
  await page.getByRole('button', { name: '签收' }).waitFor();
  await context.setOffline(true);
  await page.getByRole('button', { name: '签收' }).tap();
  await page.getByText('有网时自动发送').first().waitFor();
  await page.getByRole('button', { name: '反馈' }).tap();
  const sheet = page.locator('.adm-popup-body');
  await sheet.getByRole('textbox').first().fill('树枝已清理，道路畅通。');
  await sheet.getByTestId('photo-input').setInputFiles(await photo());
  await sheet.getByRole('button', { name: '反馈' }).tap();
  await sheet.waitFor({ state: 'hidden' });
  assert.equal((await detailOf(id)).state, 'handling');
  await shot(screen, 'worker-offline');
  await context.setOffline(false);
  await page.locator('.hy-state', { hasText: '待核查' }).waitFor();
  const after = await detailOf(id);
  assert.equal(after.public_reply, '树枝已清理，道路畅通。');
  assert.equal(after.files.length, 1);
  assertClean(screen);
  await screen.close();
});

test('a step that others overtook keeps its words, says how things stand, and goes again on the new state', async () => {
  const id = await dispatched('路口积水');
  const screen = await phoneOf(
    'grid1',
    `/portal/matters/${id}`,
    /ERR_INTERNET|Failed to load resource|status of 409/,
  );
  const { page, context } = screen;
  await page.getByRole('button', { name: '反馈' }).waitFor();
  await context.setOffline(true);
  await page.getByRole('button', { name: '反馈' }).tap();
  const sheet = page.locator('.adm-popup-body');
  await sheet.getByRole('textbox').first().fill('积水已抽干，井口已疏通。');
  await sheet.getByRole('button', { name: '反馈' }).tap();
  await sheet.waitFor({ state: 'hidden' });
  await (await real.as('citizen')).act(id, 'supplement', { text: '又有人滑倒' });
  await context.setOffline(false);
  await page.locator('.hy-state', { hasText: '没有发出' }).waitFor();
  await page.getByText('没有发出').tap();
  await page.getByText('积水已抽干').waitFor();
  await page.getByText('现在：处置中').waitFor();
  await shot(screen, 'worker-overtaken');
  await page.getByRole('button', { name: '按最新情况再发' }).tap();
  await page.getByText('没有等待发送的内容').waitFor();
  assert.equal((await detailOf(id)).public_reply, '积水已抽干，井口已疏通。');
  assertClean(screen);
  await screen.close();
});

test('without signal the place of the map says so, the work goes on, and a reload brings the map', async () => {
  const id = await dispatched('井盖松动');
  const screen = await phoneOf('grid1', '/portal/tasks', offline, true);
  const { page, context } = screen;
  const map = '**/assets/MapCanvas-*';
  await context.route(map, (route) => route.abort('internetdisconnected'));
  await page.getByText('井盖松动').tap();
  await page.getByRole('button', { name: '签收' }).waitFor();
  await context.setOffline(true);
  await page.getByText('办理过程').scrollIntoViewIfNeeded();
  await page.getByText('没有网络，地图暂时看不到').waitFor();
  await shot(screen, 'worker-no-map');
  await page.getByRole('button', { name: '签收' }).tap();
  await page.getByText('有网时自动发送').first().waitFor();
  await context.unroute(map);
  await context.setOffline(false);
  await page.locator('.hy-state', { hasText: '处置中' }).waitFor();
  await page.getByRole('button', { name: '有网后刷新' }).tap();
  await page.locator('.maplibregl-canvas').waitFor();
  assert.equal((await detailOf(id)).state, 'handling');
  assertClean(screen);
  await screen.close();
});

test('a patrol report begins with the photo and is the worker’s own', async () => {
  const screen = await phoneOf('grid1', '/portal/tasks');
  const { page } = screen;
  await page.getByRole('button', { name: '巡查上报' }).tap();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '拍照或选择照片' }).tap();
  await (await choosing).setFiles(await photo());
  await page.getByText('手机定位').waitFor();
  await page.keyboard.type('占道堆放建筑材料');
  await shot(screen, 'patrol');
  await page.getByRole('button', { name: '提交' }).tap();
  await page.getByText('已收到').waitFor();
  const { items } = await community.get<{ items: { title: string; source: string }[] }>('/api/matters');
  assert.equal(items.find((item) => item.title.includes('占道堆放'))?.source, 'patrol');
  assertClean(screen);
  await screen.close();
});

test('the property company takes a repair on the same pages', async () => {
  const citizen = await real.as('citizen');
  const { id } = await citizen.post<{ id: string }>('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'repair',
    text: '单元门关不上',
    point: grid,
  });
  const screen = await phoneOf('property1', '/portal/tasks');
  const { page } = screen;
  await page.getByText('单元门关不上').tap();
  await page.getByRole('button', { name: '派工' }).waitFor();
  await shot(screen, 'property');
  await page.getByRole('button', { name: '派工' }).tap();
  await page.locator('.adm-popup-body').getByRole('button', { name: '派工' }).tap();
  await page.locator('.hy-state', { hasText: '维修中' }).waitFor();
  assert.equal((await detailOf(id)).state, 'handling');
  assertClean(screen);
  await screen.close();
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { assertClean, open, type Screen, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
let here: { lng: number; lat: number };

before(async () => {
  const { center } = await (await real.as('citizen')).get<{ center: typeof here }>('/api/areas/429998001001');
  here = center;
});

const photo = async (more: Parameters<typeof samplePhoto>[0] = {}) => ({
  name: 'IMG_0001.jpg',
  mimeType: 'image/jpeg',
  buffer: await samplePhoto(more),
});

/** The portal as somebody's phone, standing in the first community. */
async function phoneOf(username: string, path = '/portal/', allow?: RegExp): Promise<Screen> {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone', { allow });
  await screen.context.grantPermissions(['geolocation'], { origin: real.url });
  await screen.context.setGeolocation({ longitude: here.lng, latitude: here.lat });
  if (username) await real.enter(screen.context, username);
  await screen.page.goto(real.url + path);
  return screen;
}

/** Counts what a finger does; typing is not a tap. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const box = window as unknown as { taps: number };
    box.taps = 0;
    window.addEventListener('click', (event) => event.isTrusted && box.taps++, true);
  });
  return () => page.evaluate(() => (window as unknown as { taps: number }).taps);
}

const words = (page: Page) => page.locator('.hy-card', { hasText: '什么事' }).getByRole('textbox');

const mine = async (username: string) =>
  (
    await (
      await real.as(username)
    ).get<{ items: { id: string; title: string; number: string }[] }>('/api/matters')
  ).items;

test('a resident reports with photo and pin in four taps, sees each step live, and judges it', async () => {
  const screen = await phoneOf('citizen');
  const { page } = screen;
  await page.getByText('还没有报过事').waitFor();
  await shot(screen, 'resident-home');
  const taps = await countTaps(page);

  await page.getByRole('button', { name: '报事' }).tap();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '拍照或选择照片' }).tap();
  await (await choosing).setFiles(await photo());
  await page.getByText('听涛社区').waitFor();
  await page.keyboard.type('人行道井盖松动，踩上去会响');
  await page.getByRole('group', { name: '可能的类别' }).waitFor();
  await page.locator('.hy-map canvas').tap({ position: { x: 150, y: 90 } });
  await page.getByText('地图选点').waitFor();
  await shot(screen, 'resident-report');
  await page.getByRole('button', { name: '提交' }).tap();
  await page.getByText('已收到').waitFor();
  assert.equal(await taps(), 4);
  await shot(screen, 'resident-sent');

  const [matter] = await mine('citizen');
  assert.ok(matter);
  const detail = await (await real.as('citizen')).get<{ files: object[]; point: object; type: string }>(
    `/api/matters/${matter.id}`,
  );
  assert.equal(detail.files.length, 1);
  assert.ok(detail.point);
  assert.equal(detail.type, 'city-event');

  await page.getByRole('button', { name: '看办理进度' }).tap();
  await page.locator('.hy-state', { hasText: '待受理' }).waitFor();
  await screen.hears();
  const community = await real.as('community1');
  const state = (name: string) => page.locator('.hy-state', { hasText: name }).waitFor();
  await Promise.all([state('待立案'), community.act(matter.id, 'accept')]);
  await Promise.all([state('待派遣'), community.act(matter.id, 'register')]);
  const unit = await community.get<{ units: { id: string }[] }>('/api/me');
  await Promise.all([
    state('处置中'),
    community.act(matter.id, 'dispatch', { units: [{ unit: unit.units[0]!.id, role: 'main' }] }),
  ]);
  await community.act(matter.id, 'feedback', { reply: '井盖已更换并加固，请放心通行。' });
  await Promise.all([state('已结案'), community.act(matter.id, 'close', { met: true })]);
  await page.getByText('井盖已更换并加固').first().waitFor();
  await shot(screen, 'resident-closed');

  await page.getByRole('button', { name: '评价' }).tap();
  for (const [question, answer] of Object.entries({ 是否联系: '是', 是否解决: '是', 是否满意: '满意' }))
    await page
      .getByRole('group', { name: question })
      .getByRole('button', { name: answer, exact: true })
      .tap();
  await page.getByRole('group', { name: '评价内容' }).getByRole('textbox').fill('当天就修好了');
  await shot(screen, 'resident-rate');
  await page.getByRole('button', { name: '提交评价' }).tap();
  await state('已评价');
  assertClean(screen);
  await screen.close();

  const neighbour = await phoneOf('citizen2', '/portal/', /status of 404/);
  await neighbour.page.getByText('还没有报过事').waitFor();
  await neighbour.page.goto(`${real.url}/portal/matters/${matter.id}`);
  await neighbour.page.getByRole('alert').waitFor();
  assert.equal(await neighbour.page.getByText('井盖').count(), 0);
  await neighbour.page.getByRole('button', { name: '回首页' }).tap();
  await neighbour.page.getByText('还没有报过事').waitFor();
  assertClean(neighbour);
  await neighbour.close();
});

/** A point inside a grid, some metres from the next one: on the way between two places, halved until it is near the border. */
async function nearBorder(): Promise<typeof here> {
  const citizen = await real.as('citizen');
  const at = (share: number) => ({ lng: here.lng + share * 0.02, lat: here.lat });
  const ask = (share: number) =>
    citizen.get<{ grid: { id: string } | null; candidates: object[] }>(
      `/api/areas/locate?lng=${at(share).lng}&lat=${at(share).lat}`,
    );
  const first = (await ask(0)).grid?.id;
  let [inside, outside] = [0, 1];
  for (;;) {
    const middle = (inside + outside) / 2;
    const found = await ask(middle);
    if (found.grid && found.candidates.length > 0) return at(middle);
    if (found.grid?.id === first) inside = middle;
    else outside = middle;
  }
}

test('near the border of a grid its neighbour is named', async () => {
  const screen = await phoneOf('citizen');
  const { lng, lat } = await nearBorder();
  await screen.context.setGeolocation({ longitude: lng, latitude: lat });
  await screen.page.goto(`${real.url}/portal/report`);
  await screen.page.getByText('离网格边界很近，相邻').waitFor();
  await shot(screen, 'report-border');
  assertClean(screen);
  await screen.close();
});

test('a guest signs in by phone and code on the way to reporting, and the words typed next are theirs', async () => {
  const screen = await phoneOf('');
  const { page } = screen;
  await page.getByRole('button', { name: '报事' }).tap();
  await page.getByPlaceholder('请填写手机号').fill('19900000002');
  await page.getByText('获取验证码').tap();
  await page.getByText('已填好').waitFor();
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await words(page).waitFor();
  await page.goto(`${real.url}/portal/mine`);
  await page.getByText('林小溪').waitFor();
  await page.getByRole('switch').tap();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.print), 'large');
  await page.getByText('我报的事').tap();
  await page.waitForURL(/\/portal\/matters$/);
  assertClean(screen);
  await screen.close();
});

test('a photo that knows its place sets the pin, a finger moves it, and a refusal stands where it can be mended', async () => {
  const screen = await phoneOf('citizen', '/portal/', /status of 4(22|00)/);
  const { page } = screen;
  await screen.context.clearPermissions();
  await page.getByRole('button', { name: '报事' }).tap();
  await page.getByText('用您现在的位置').waitFor();
  await shot(screen, 'report-ask');
  await page.getByTestId('photo-input').setInputFiles(await photo(here));
  await page.getByText('照片里的位置').waitFor();
  await page.getByRole('button', { name: '提交' }).tap();
  await page.getByText('请写一句话说明什么事').waitFor();
  await words(page).and(page.locator(':focus')).waitFor();
  await words(page).fill('单元门口路灯不亮');
  await page.reload();
  assert.equal(await words(page).inputValue(), '单元门口路灯不亮');
  await page.getByText('照片里的位置').waitFor();
  await page.locator('.hy-map canvas').tap({ position: { x: 60, y: 60 } });
  await page.getByText('地图选点').waitFor();
  await screen.context.grantPermissions(['geolocation'], { origin: real.url });
  await page.reload();
  await page.getByText('地图选点').waitFor();
  await shot(screen, 'report-reloaded');
  await words(page).fill('家里水管漏水');
  await page.getByRole('button', { name: '报事报修', pressed: true }).waitFor();
  await page.getByRole('button', { name: '咨询投诉' }).tap();
  await page.getByRole('button', { name: '提交' }).tap();
  await page.locator('.adm-form-item:focus').getByText('请选择诉求目的').waitFor();
  assert.equal(await words(page).inputValue(), '家里水管漏水');
  await shot(screen, 'report-refused');
  assertClean(screen);
  await screen.close();
});

test('a report written without signal survives a reload and becomes exactly one matter', async () => {
  const screen = await phoneOf('citizen', '/portal/', /ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  const { page, context } = screen;
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByText('我报的事').waitFor();
  const before = (await mine('citizen')).length;
  await page.getByRole('button', { name: '报事' }).tap();
  await page.getByText('听涛社区').waitFor();
  await context.setOffline(true);
  await page.getByTestId('photo-input').setInputFiles(await photo({ colour: '#446688' }));
  await words(page).fill('北门台阶破损');
  await page.getByRole('button', { name: '提交' }).tap();
  await page.getByText('已存在本机，等待发送').waitFor();
  await page.goto(`${real.url}/portal/waiting`);
  await page.getByText('北门台阶破损').waitFor();
  assert.equal((await mine('citizen')).length, before);
  await context.setOffline(false);
  await page.getByText('没有等待发送的内容').waitFor();
  await page.reload();
  await page.getByText('没有等待发送的内容').waitFor();
  const found = (await mine('citizen')).filter((matter) => matter.title.includes('北门台阶破损'));
  assert.equal(found.length, 1);
  assert.equal((await mine('citizen')).length, before + 1);
  assertClean(screen);
  await screen.close();
});

test('whoever knows number and phone follows and answers a matter without an account', async () => {
  const hotline = await real.as('hotline');
  const made = await hotline.post<{ id: string; number: string }>('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    text: '河边护栏缺了一段',
    point: here,
    source: 'hotline',
    contact: { name: '赵女士', phone: '13912345678' },
  });
  const screen = await phoneOf('', '/portal/services', /status of 404/);
  const { page } = screen;
  await shot(screen, 'services');
  await page.getByRole('button', { name: '查询进度' }).tap();
  await page.getByPlaceholder(/如 9800/).fill(made.number);
  await page.getByPlaceholder('手机号，或带区号的座机号').fill('13912345679');
  await page.getByRole('button', { name: '查询', exact: true }).tap();
  await page.getByText('没有找到相符的事项').waitFor();
  await page.getByPlaceholder('手机号，或带区号的座机号').fill('13912345678');
  await page.getByRole('button', { name: '查询', exact: true }).tap();
  await page.locator('.hy-state', { hasText: '待受理' }).waitFor();
  await shot(screen, 'lookup');
  await page.getByRole('button', { name: '补充' }).tap();
  await page.locator('.adm-popup-body').getByRole('textbox').fill('旁边有小孩玩耍，请快一点');
  await page.locator('.adm-popup-body button[type=submit]').tap();
  await page.locator('.hy-steps').getByText('旁边有小孩玩耍').waitFor();
  assertClean(screen);
  await screen.close();
});

/** Buttons and links in sight that a thumb could miss. */
const small = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.hy-portal button, .hy-portal a, .hy-portal [role=tab]')]
      .map((part) => ({ part, box: part.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
      .map(({ part, box }) => `${part.className} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );

const tooWide = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.hy-portal-body, .hy-foot')]
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => box.className || box.tagName),
  );

test('every page fits the phone in both prints, and everything to touch is 44 px', async () => {
  const screen = await phoneOf('citizen');
  const { page } = screen;
  const [matter] = await mine('citizen');
  const paths = '/ /report /call /services /lookup /matters /inbox /mine /waiting'.split(' ');
  for (const [print, large] of Object.entries({ normal: '0', large: '1' })) {
    await page.evaluate((value) => localStorage.setItem('huying-large-print', value), large);
    for (const path of [...paths, `/matters/${matter!.id}`]) {
      await page.goto(`${real.url}/portal${path}`);
      await page.locator('.adm-nav-bar-title').waitFor();
      await page.waitForTimeout(400);
      await shot(screen, `${print}${path.replaceAll('/', '-').slice(0, 12)}`);
      assert.deepEqual(await tooWide(page), [], `${path} scrolls sideways in ${print} print`);
      assert.deepEqual(await small(page), [], `${path} has parts too small to touch in ${print} print`);
    }
  }
  assertClean(screen);
  await screen.close();
});

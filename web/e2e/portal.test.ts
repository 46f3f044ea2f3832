import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { type Canned, serveCanned } from './canned.ts';
import { assertClean, launch, open, shot } from './harness.ts';

let browser: Browser;
let canned: Canned;
const picture = fileURLToPath(new URL('../public/icon-192.png', import.meta.url));

before(async () => {
  [browser, canned] = await Promise.all([launch(), serveCanned()]);
});
after(async () => {
  await browser?.close();
  await canned?.close();
});

test('a resident signs in by phone and code, sees the tabs, and large print fits the screen', async () => {
  canned.user = undefined;
  const screen = await open(browser, `${canned.url}/portal/`, 'phone');
  const { page } = screen;
  await page.getByRole('button', { name: '报事' }).waitFor();
  await shot(screen, 'portal-guest');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByPlaceholder('请填写手机号').fill('13800000000');
  await page.getByText('获取验证码').click();
  await page.getByText('246810').waitFor();
  await shot(screen, 'portal-login');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('地下车库渗水').first().waitFor();
  await shot(screen, 'portal-home');
  await page
    .getByRole('tab', { name: '我的' })
    .or(page.locator('.adm-tab-bar-item', { hasText: '我的' }))
    .first()
    .click();
  await page.getByRole('switch').click();
  await page.waitForTimeout(300);
  await shot(screen, 'portal-mine-large');
  await page.goto(`${canned.url}/portal/`);
  await page.getByText('地下车库渗水').first().waitFor();
  await shot(screen, 'portal-home-large');
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    true,
    'large print scrolls sideways',
  );
  await page.goto(`${canned.url}/portal/inbox`);
  await page.getByText('新派遣').waitFor();
  await shot(screen, 'portal-inbox-large');
  assertClean(screen);
  await screen.close();
});

test('a report written without signal survives a reload and is sent once by itself, photo included', async () => {
  canned.user = 'resident';
  const screen = await open(browser, `${canned.url}/portal/`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to load resource/,
  });
  const { page, context } = screen;
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole('button', { name: '报事' }).click();
  await page.getByTestId('photo-input').setInputFiles(picture);
  await page.getByPlaceholder(/路灯不亮/).fill('北门台阶破损');
  await page.waitForTimeout(1500);
  await shot(screen, 'portal-report');
  canned.posted.length = 0;
  await context.setOffline(true);
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByText('已存在本机，等待发送').waitFor();
  await shot(screen, 'portal-kept');
  await page.goto(`${canned.url}/portal/waiting`);
  await page.locator('.hy-portal').waitFor();
  assert.equal(canned.posted.length, 0);
  await page.getByText('等待发送').last().waitFor();
  await shot(screen, 'portal-waiting');
  await context.setOffline(false);
  await page.getByText('没有等待发送的内容').waitFor();
  const sent = canned.posted.filter((one) => one.path === '/api/matters');
  assert.equal(sent.length, 1);
  const body = JSON.parse(Buffer.from(sent[0]!.body, 'latin1').toString());
  assert.equal(body.text, '北门台阶破损');
  assert.equal(body.files.length, 1);
  assert.ok(body.client_id);
  assertClean(screen);
  await screen.close();
});

test('on the phone an action opens a sheet with the same fields, and a disabled one says why', async () => {
  canned.user = 'resident';
  const screen = await open(browser, `${canned.url}/portal/matters/m1`, 'phone');
  const { page } = screen;
  await page.getByRole('button', { name: '反馈' }).waitFor();
  await page.waitForTimeout(500);
  await shot(screen, 'portal-matter');
  await page.getByRole('button', { name: '退回' }).click({ force: true });
  await page.getByText('签收后才能退回').waitFor();
  await page.getByRole('button', { name: '作废' }).click();
  await page.getByText('作废后不再办理，确定作废？').waitFor();
  await page.getByText('取消').click();
  await page.getByRole('button', { name: '反馈' }).click();
  await page.locator('.hy-sheet-title').waitFor();
  await page.waitForTimeout(800);
  await shot(screen, 'portal-form');
  assertClean(screen);
  await screen.close();
});

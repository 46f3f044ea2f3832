import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { type Canned, serveCanned } from './canned.ts';
import { assertClean, launch, open, shot, until } from './harness.ts';

let browser: Browser;
let canned: Canned;

before(async () => {
  assert.ok(
    existsSync(new URL('../dist/console.html', import.meta.url)),
    'build first: npm run build -w web',
  );
  [browser, canned] = await Promise.all([launch(), serveCanned()]);
});
after(async () => {
  await browser?.close();
  await canned?.close();
});

test('staff sign in: a refusal lands on its field and keeps what was typed, then the console opens where one wanted to go', async () => {
  canned.user = undefined;
  const screen = await open(browser, `${canned.url}/console/matters`, 'desktop', { allow: /422/ });
  const { page } = screen;
  await page.getByLabel('账号').fill('street1');
  await page.getByLabel('密码').fill('wrong');
  await shot(screen, 'console-login');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('密码不对，请重新输入').waitFor();
  assert.equal(await page.getByLabel('账号').inputValue(), 'street1');
  await shot(screen, 'console-login-refused');
  await page.getByLabel('密码').fill('right');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('429998001001-1122-0001').waitFor();
  assert.equal(new URL(page.url()).pathname, '/console/matters');
  assert.equal(canned.posted.at(-1)?.headers['x-huying'], '1');
  await shot(screen, 'console-matters');
  assertClean(screen);
  await screen.close();
});

test('a list of thousands keeps few rows in the page, asks for the next page on scrolling and holds its filters in the URL', async () => {
  canned.user = 'staff';
  const screen = await open(browser, `${canned.url}/console/matters`, 'desktop');
  const { page } = screen;
  await page.getByText('429998001001-1122-0001').waitFor();
  for (let n = 0; n < 4; n += 1) {
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 4000);
    await page.waitForTimeout(150);
  }
  await page.getByText(/已显示 (1[05]0|200|250) 条/).waitFor();
  const rows = await page.locator('.ant-table-row').count();
  assert.ok(rows < 60, `${rows} rows in the page`);
  await page.getByRole('searchbox').or(page.getByPlaceholder('搜编号、内容、地址')).first().fill('路灯');
  await page.waitForURL(/q=%E8%B7%AF%E7%81%AF/);
  await page.getByLabel(/3 条未读/).click();
  await page.getByText('江湾路井盖松动').waitFor();
  await page.waitForTimeout(300);
  await shot(screen, 'console-inbox');
  assertClean(screen);
  await screen.close();
});

test('abilities become buttons; a form keeps what was typed when the server refuses it, and its draft after closing', async () => {
  canned.user = 'staff';
  const screen = await open(browser, `${canned.url}/console/matters/m1`, 'desktop', { allow: /422/ });
  const { page } = screen;
  await page.getByRole('button', { name: '反馈' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '退回' }).isDisabled(), true);
  await page.waitForTimeout(1500);
  await shot(screen, 'console-matter');
  await page.getByRole('button', { name: '反馈' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('处置结果').fill('好了');
  await dialog.getByText('是', { exact: true }).click();
  await dialog.getByLabel('协办单位').fill('水务');
  await page.getByTitle('水务集团').click();
  await dialog.getByRole('button', { name: '反馈' }).click();
  await dialog.getByText('请写清楚怎么处置的').waitFor();
  await page.waitForTimeout(400);
  await shot(screen, 'console-form');
  const { client_id, ...sent } = JSON.parse(Buffer.from(canned.posted.at(-1)!.body, 'latin1').toString());
  assert.match(
    client_id,
    /^[0-9a-f-]{36}$/,
    'the step has a name of its own, so that sent twice it counts once',
  );
  assert.deepEqual(sent, { version: 3, result: '好了', solved: true, unit: '水务集团' });
  await page.reload();
  await page.getByRole('button', { name: '反馈' }).click();
  assert.equal(await page.getByLabel('处置结果').inputValue(), '好了');
  assertClean(screen);
  await screen.close();
});

const lines = (): number => canned.live.size;

test('one live connection serves two tabs, and a message makes both ask again', async () => {
  canned.user = 'staff';
  const one = await open(browser, `${canned.url}/console/matters`, 'desktop');
  const two = await open(browser, `${canned.url}/console/matters`, 'desktop', { context: one.context });
  await two.page.getByText('429998001001-1122-0001').waitFor();
  await until('a live line', lines);
  await two.page.waitForTimeout(500);
  assert.equal(lines(), 1);
  const asked = [one, two].map((tab) => tab.page.waitForRequest(/\/api\/matters/));
  canned.tell({ id: '1.7', subject: 'matter:m1', kind: 'matter.dispatched' });
  await Promise.all(asked);
  const [led] = canned.live;
  await one.page.close();
  await until('the other tab takes over', () => !canned.live.has(led!) && lines() === 1);
  await one.context.close();
});

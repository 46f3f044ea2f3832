import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

/** How the interface answers another system with this secret. */
const statusWith = async (secret: string) =>
  (await fetch(`${real.url}/api/units`, { headers: { authorization: `Bearer ${secret}` } })).status;

async function makeServiceAccount(): Promise<void> {
  const [admin, hotline] = [await real.as('admin'), await real.as('hotline')];
  const { units } = await hotline.get<{ units: { id: string }[] }>('/api/me');
  const relations = [{ role: 'hotline_agent', unit_id: units[0]!.id }];
  await admin.post('/api/staff', { username: 'hotline-link', name: '热线平台', relations });
}

test('the administrator gives another system a credential, sees its secret once, and revokes it', async () => {
  await makeServiceAccount();
  const context = await signedIn(browser, real, 'admin');
  const screen = await open(browser, `${real.url}/console/people?tab=credentials`, 'desktop', {
    context,
    allow: /status of 422/,
  });
  const { page } = screen;
  await page.getByText('还没有接口凭证').waitFor();
  await shot(screen, 'credential-empty');
  await page.getByRole('button', { name: '签发凭证' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill('12345 热线平台对接');
  const choose = async (username: string) => {
    await dialog.getByLabel('所用账号').fill(username);
    await page.locator('.ant-select-item-option', { hasText: `（${username}）` }).click();
  };
  await choose('community1');
  await dialog.getByLabel('到期日').click();
  await page.locator('.ant-picker-presets').getByText('半年').click();
  await dialog.getByLabel('允许的网络地址').fill('127.0.0.0/8');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: '签发' }).click();
  await dialog.getByText('这个账号有人登录使用').waitFor();
  await shot(screen, 'credential-refused');
  await choose('hotline-link');
  await dialog.getByRole('button', { name: '签发' }).click();
  const secret = await page.getByTestId('secret').innerText();
  assert.match(secret, /^hyk_[\w-]{43}$/);
  await shot(screen, 'credential-secret');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: '复制' }).click();
  await page.getByText('已复制').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  assert.equal(await statusWith(secret), 200);
  await page.getByRole('button', { name: '已保存，关闭' }).click();
  const row = page.locator('.ant-table-row', { hasText: '12345 热线平台对接' });
  assert.match(await row.innerText(), /热线平台（hotline-link）[\s\S]*有效[\s\S]*127\.0\.0\.0\/8/);
  assert.ok(!(await page.content()).includes(secret), 'it is nowhere any more');
  await shot(screen, 'credential-list');
  await row.getByRole('button', { name: '吊销' }).click();
  await shot(screen, 'credential-revoke');
  await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click();
  await row.getByText('已吊销').waitFor();
  assert.equal(await statusWith(secret), 401);
  assert.equal(await row.getByRole('button', { name: '吊销' }).count(), 0);
  assertClean(screen);
  await context.close();
});

test('the auditor reads who was let in and gives nothing; on a phone the page is no wider than the phone', async () => {
  const context = await signedIn(browser, real, 'auditor', 'phone');
  const screen = await open(browser, `${real.url}/console/people?tab=credentials`, 'phone', { context });
  await screen.page.getByText('12345 热线平台对接').waitFor();
  assert.equal(await screen.page.getByRole('button', { name: /签发|吊销/ }).count(), 0);
  const width = await screen.page.evaluate(() => document.documentElement.scrollWidth);
  await shot(screen, 'credential-phone');
  assert.ok(width <= 390, `${width} wide`);
  assertClean(screen);
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { consoleOf, PLACE, report } from './console.sample.ts';
import { assertClean, type Screen, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

/** Opens the form for refusing a matter, and gives its first field of text. */
async function reasonField(page: Page) {
  await page.getByRole('button', { name: '不予受理' }).click();
  return page.getByRole('dialog').locator('textarea').first();
}

test('what was typed stays with its account when the session ends and the next person uses the same tab', async () => {
  const { id } = await report(real, '听涛路口有人占道摆摊');
  const screen = await consoleOf(browser, real, 'community1', `/matters/${id}`, /401/);
  const { page, context } = screen;
  await (await reasonField(page)).fill('张老师电话里补充的');
  await context.clearCookies();
  await real.enter(context, 'sq002');
  await page.reload();
  assert.equal(await (await reasonField(page)).inputValue(), '', 'nothing of another person');
  await real.enter(context, 'community1');
  await page.reload();
  assert.equal(
    await (await reasonField(page)).inputValue(),
    '张老师电话里补充的',
    'the same person finds it',
  );
  await context.clearCookies();
  await page.reload();
  await page.getByLabel('账号').fill('sq002');
  await page.getByLabel('密码').fill('huying-demo');
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('button', { name: '不予受理' }).waitFor();
  const left = await page.evaluate(() => JSON.stringify(sessionStorage));
  assert.doesNotMatch(left, /张老师/, 'signing in as another clears the tab');
  assertClean(screen);
  await screen.close();
});

/** The agent's screen opens the desk for a number that rings; what is said is typed. */
async function rings(page: Page, phone: string, text?: string): Promise<void> {
  const hotline = await real.as('hotline');
  await hotline.post('/api/screen-pop', { phone, agent: 'hotline' });
  await page.waitForURL(new RegExp(`/desk\\?phone=${phone}`));
  await page.waitForFunction((number) => {
    const field = document.querySelector<HTMLInputElement>('#contact_phone');
    return field?.value === number;
  }, phone);
  if (text) await page.getByLabel('内容').fill(text);
}

const away = async ({ page, hears }: Screen): Promise<void> => {
  await page.getByRole('menuitem', { name: '事项' }).click();
  await page.locator('.hy-desk').waitFor({ state: 'detached' });
  await hears();
};

test('every call laid aside is kept, however many numbers ring, and each can be taken up again', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk');
  const { page } = screen;
  await page.getByText('1 城市管理事件').waitFor();
  await page.getByLabel('电话').fill('13600000001');
  await page.getByLabel('内容').fill('甲说到一半断线了');
  await away(screen);
  await rings(page, '13600000002', '乙也没说完');
  await away(screen);
  await rings(page, '13600000003', '丙正在说');
  const aside = page.locator('.hy-desk-draft', { hasText: '还有一个未登记完的来电' });
  const phones = async () => (await aside.allInnerTexts()).map((line) => /136\d{8}/.exec(line)?.[0]);
  await aside.nth(1).waitFor();
  assert.deepEqual(await phones(), ['13600000002', '13600000001']);
  await shot(screen, 'desk-two-aside');
  await aside.nth(1).getByRole('button', { name: '接着登记' }).click();
  await page.waitForFunction(() =>
    document.querySelector<HTMLTextAreaElement>('#text')?.value.startsWith('甲'),
  );
  assert.deepEqual(await phones(), ['13600000003', '13600000002']);
  await page.reload();
  await aside.nth(1).waitFor();
  assert.deepEqual(await phones(), ['13600000003', '13600000002'], 'a reload loses none');
  await aside.first().getByRole('button', { name: '删除' }).click();
  await aside.nth(1).waitFor({ state: 'hidden' });
  assert.deepEqual(await phones(), ['13600000002'], 'one is removed, the other stays');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(screen, 'desk-aside-phone');
  assertClean(screen);
  await screen.close();
});

test('a caller may ask for confidence on any kind; where it is always so, the desk shows it', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk');
  const { page } = screen;
  const ask = page.getByRole('checkbox', { name: /^保密/ });
  await page.getByText('1 城市管理事件').waitFor();
  await page.locator('.ant-radio-button-label', { hasText: '矛盾纠纷' }).click();
  await page.getByText('保密（这一类一律保密）').waitFor();
  assert.deepEqual([await ask.isChecked(), await ask.isDisabled()], [true, true]);
  await shot(screen, 'desk-confidential');
  await page.getByText('1 城市管理事件').click();
  await page.getByText('保密（这一类一律保密）').waitFor({ state: 'hidden' });
  assert.deepEqual([await ask.isChecked(), await ask.isDisabled()], [false, false]);
  await ask.check();
  await page.getByLabel('电话').fill('13600000009');
  await page.getByLabel('内容').fill('邻居占道停车，别说是我说的');
  await page.getByLabel(/^地址/).pressSequentially(PLACE.address, { delay: 15 });
  await page.locator('.hy-place-option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText(/落在 听涛社区第\d+网格/).waitFor();
  const sent = page.waitForRequest((request) => request.url().endsWith('/api/matters'));
  await page.keyboard.press('Control+Enter');
  assert.equal((await sent).postDataJSON().confidential, true);
  await page.locator('.hy-registered-number').waitFor();
  assertClean(screen);
  await screen.close();
});

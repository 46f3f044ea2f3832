import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { consoleOf, report } from './console.sample.ts';
import { assertClean, launch } from './harness.ts';
import { type Real, startReal } from './real.ts';

let browser: Browser;
let real: Real;

before(async () => {
  [browser, real] = await Promise.all([launch(), startReal()]);
});
after(async () => {
  await browser?.close();
  await real?.close();
});

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

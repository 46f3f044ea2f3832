import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

test('the licences of what the pages are made of are one press away, on the phone and in the console', async () => {
  const phone = await open(browser, `${real.url}/portal/mine`, 'phone');
  await phone.page.getByText('开源软件许可').waitFor();
  await shot(phone, 'notices-mine');
  await phone.page.getByText('开源软件许可').tap();
  await phone.page.getByText('react-dom').first().waitFor();
  assertClean(phone);
  await phone.close();

  const context = await signedIn(browser, real, 'community1');
  const desk = await open(browser, `${real.url}/console/`, 'desktop', { context });
  await desk.page.locator('header').getByRole('button', { name: /社区/ }).click();
  const link = desk.page.getByRole('link', { name: '开源软件许可' });
  await link.waitFor();
  await shot(desk, 'notices-menu');
  const answer = await fetch(real.url + (await link.getAttribute('href')));
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/i);
  assert.match(await answer.text(), /antd \d/);
  assertClean(desk);
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeVisits } from '../../server/src/features/patrol/index.ts';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { consoleOf, option } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

test('a campaign is made with a preview; a worker walks it without signal; a finding becomes a matter; the map shows it', async () => {
  const screen = await consoleOf(browser, real, 'community1', '/patrols/new');
  const { page } = screen;

  await page.getByLabel('名称').fill('老街消防隐患排查');
  await page.getByLabel('主题').click();
  await page.getByTitle('消防安全').click();
  await page.getByLabel('区域').click();
  await page.locator(option).first().click();
  await page.getByPlaceholder('开始日期').click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.getByLabel('检查内容').fill('消防通道畅通');
  await page.getByLabel('问题转为').click();
  await page.getByTitle('城市管理事件').click();
  await page.getByLabel('类别', { exact: true }).click();
  await page.getByLabel('类别', { exact: true }).fill('消防');
  await page.locator(option).first().click();
  await page.getByRole('button', { name: '预览任务数' }).click();
  await page.getByRole('status').getByText('全程').waitFor();
  await shot(screen, 'patrol-new');
  await page.getByRole('button', { name: '发起', exact: true }).click();
  await page.getByRole('heading', { name: /老街消防隐患排查/ }).waitFor();
  await makeVisits(real.program.runtime);

  // The phone has seen the list, then loses the signal.
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch/,
  });
  await real.enter(phone.context, 'grid1');
  await phone.page.goto(`${real.url}/portal/mine`);
  await phone.page.locator('.adm-list-item', { hasText: '专项巡查' }).click();
  await phone.page.waitForURL(/portal\/patrols$/);
  await phone.page.goto(`${real.url}/portal/tasks`);
  await phone.page.getByRole('button', { name: /专项巡查/ }).click();
  await phone.page.getByRole('button', { name: /老街消防隐患排查/ }).click();
  const item = phone.page.getByRole('group', { name: '消防通道畅通' });
  await item.getByText('否', { exact: true }).click();
  await item.getByPlaceholder('问题说明').fill('通道被纸箱堵住');
  await phone.page.reload();
  assert.equal(await item.getByPlaceholder('问题说明').inputValue(), '通道被纸箱堵住');
  await phone.context.setOffline(true);
  const photo = { name: 'door.jpg', mimeType: 'image/jpeg', buffer: await samplePhoto() };
  await item.getByTestId('photo-input').setInputFiles(photo);
  await item.getByRole('switch').click();
  await shot(phone, 'patrol-phone');
  await phone.page.getByRole('button', { name: /提交，发现 1 个问题/ }).click();
  await phone.page.getByText('等待发送').first().waitFor();
  await shot(phone, 'patrol-phone-waiting');
  await phone.context.setOffline(false);
  await phone.page.getByText('等待发送').first().waitFor({ state: 'detached' });
  await phone.close();

  await page.getByText('消防通道畅通：否：通道被纸箱堵住').waitFor();
  const covered = page.getByRole('region', { name: '覆盖图' });
  await covered.getByRole('listitem').getByText('已完成 1').waitFor();
  await page.waitForFunction(() => document.querySelector('.hy-asking-map canvas'));
  await shot(screen, 'patrol-cover');
  await page.getByRole('link', { name: '已转为事项 ›' }).click();
  const from = page.getByRole('region', { name: '来自专项巡查' });
  await from.waitFor();
  assert.ok((await from.innerText()).includes('老街消防隐患排查'));
  await shot(screen, 'patrol-matter');
  assertClean(screen);
  await screen.close();
});

test('who comes without signal and has nothing kept finds the door and is told why; the list is read when the signal is back', async () => {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to fetch/,
  });
  const { page, context } = phone;
  await real.enter(context, 'grid1');
  const lists = [/\/api\/patrol-visits/, /\/api\/duty-pieces/];
  for (const list of lists) await context.route(list, (route) => route.abort());
  await page.goto(`${real.url}/portal/tasks`);
  await page.getByRole('button', { name: /网格任务/ }).waitFor();
  await page.getByRole('button', { name: /专项巡查/ }).click();
  await page.getByText('没有网络，这份清单没有存在本机', { exact: false }).waitFor();
  await shot(phone, 'patrol-nothing-kept');
  await context.setOffline(true);
  for (const list of lists) await context.unroute(list);
  await context.setOffline(false);
  // The only visit of the day was walked above.
  await page.getByText('没有要巡查的', { exact: false }).waitFor();
  assertClean(phone);
  await phone.close();
});

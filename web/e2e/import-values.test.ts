import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn, upload } from './admin.sample.ts';
import { option } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const OLD = [
  '单号,业务类型,内容,小类,来源,社区,是否紧急,诉求目的',
  'V-1,占道,门口占道经营堵了路,施工占道,网格员上报,听涛,加急,',
  'V-2,占道,路边又摆满了摊,施工占道,网格员上报,听涛,一般,',
  'V-3,投诉件,物业收费太高,,热线来电,听涛社区,一般,投诉',
  'V-4,投诉件,想问老年证在哪办,,热线来电,听涛社区,一般,问事',
  'V-5,测试,测试数据,,热线来电,听涛,一般,',
].join('\n');

/** Chooses one of ours for a word of theirs, by typing. */
async function choose(page: Page, theirs: string, field: string, typed: string): Promise<void> {
  const select = page.getByRole('combobox', { name: `「${theirs}」对应的${field}` });
  await select.click();
  await page.keyboard.type(typed);
  await page.locator(option).first().waitFor();
  await page.keyboard.press('Enter');
}

test('a city’s old file is imported in its own words: each unknown one is given a meaning or left out', async () => {
  const context = await signedIn(browser, real, 'city1');
  const screen = await open(browser, `${real.url}/console/imports`, 'desktop', { context });
  const { page } = screen;
  await upload(page, '旧系统.csv', OLD);
  const types = page.getByRole('region', { name: '事项类型的值' });
  await types.getByText('3 种值，3 种不认识').waitFor();
  const values = page.getByRole('region', { name: '值的对应' });
  await values.scrollIntoViewIfNeeded();
  await shot(screen, 'values-unknown');
  await choose(page, '占道', '事项类型', '城市');
  await choose(page, '投诉件', '事项类型', '咨询');
  await types.locator('.hy-value', { hasText: '测试' }).getByText('不导入这些行').click();
  await types.getByText('3 种值，都有对应').waitFor();
  await choose(page, '网格员上报', '来源', '网格巡查');
  // The one community whose name contains the word is offered by itself.
  await page
    .getByRole('region', { name: '区域的值' })
    .getByRole('button', { name: /听涛社区/ })
    .click();
  await page.getByRole('region', { name: '咨询投诉的补充问题' }).waitFor();
  await choose(page, '问事', '诉求目的', '咨询');
  // Who complains must say about whom; the old system never asked.
  await page.getByLabel('没有列或为空时的被反映的单位或个人').fill('未说明');
  await page.getByText(/种值不认识/).waitFor({ state: 'hidden' });
  await values.scrollIntoViewIfNeeded();
  await page.waitForTimeout(900);
  await shot(screen, 'values-chosen');
  await page.reload();
  await types.getByText('3 种值，都有对应').waitFor();
  assert.match(await types.innerText(), /城市管理事件[\s\S]*咨询投诉/);
  await page.getByRole('button', { name: '试运行' }).click();
  await page.getByText('试运行完成').waitFor();
  assert.match(
    await page.getByRole('status', { name: '进度' }).innerText(),
    /4\s*可建单[\s\S]*0\s*退回[\s\S]*1\s*不导入/,
  );
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByText('导入完成').waitFor();
  await shot(screen, 'values-done');
  await page.getByRole('menuitem', { name: '批量任务' }).click();
  await page.locator('.ant-table-row', { hasText: '新建 4，重复 0，退回 0' }).click();
  await page.getByRole('status', { name: '进度' }).getByText('导入完成').waitFor();
  await page.getByRole('menuitem', { name: '批量任务' }).click();
  await upload(page, '旧系统第二批.csv', OLD.replaceAll('V-', 'W-'));
  await page.getByText('已按本单位上一次同样表头的导入填好').waitFor();
  await types.getByText('3 种值，都有对应').waitFor();
  assertClean(screen);
  await context.close();
});

test('on a phone the words stand one below the other, no wider than the phone', async () => {
  const context = await signedIn(browser, real, 'district1', 'phone');
  const screen = await open(browser, `${real.url}/console/imports`, 'phone', { context });
  const { page } = screen;
  await upload(page, '旧系统.csv', OLD);
  await page.getByRole('region', { name: '事项类型的值' }).getByText('3 种不认识').waitFor();
  await choose(page, '投诉件', '事项类型', '咨询');
  await page.getByRole('region', { name: '咨询投诉的补充问题' }).scrollIntoViewIfNeeded();
  await shot(screen, 'values-phone-questions');
  await page.getByRole('region', { name: '值的对应' }).scrollIntoViewIfNeeded();
  await shot(screen, 'values-phone');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `${width} wide`);
  assertClean(screen);
  await context.close();
});

test('a real import that runs is reopened from the list and shows how far it is', async () => {
  const context = await signedIn(browser, real, 'city1');
  const screen = await open(browser, `${real.url}/console/imports`, 'desktop', { context });
  const { page } = screen;
  const many = Array.from({ length: 20_000 }, (_, i) => `X-${i},城市管理事件,路灯不亮 ${i},听涛社区`);
  await upload(page, '很多.csv', ['单号,业务类型,内容,社区', ...many].join('\n'));
  await page.getByRole('region', { name: '事项类型的值' }).getByText('1 种值，都有对应').waitFor();
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByRole('status', { name: '进度' }).waitFor();
  await page.getByRole('menuitem', { name: '批量任务' }).click();
  await page.locator('.ant-table-row', { hasText: /批量导入事项(进行中|排队)/ }).click();
  await page.getByRole('status', { name: '进度' }).getByText('进行中').waitFor();
  await page.getByRole('progressbar').waitFor();
  assert.equal(await page.getByRole('region', { name: '列的对应' }).count(), 0, 'nothing can be changed now');
  await shot(screen, 'import-running');
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByText('导入已取消').waitFor();
  await page.getByRole('region', { name: '列的对应' }).waitFor();
  assertClean(screen);
  await context.close();
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { signedIn, upload } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const PEOPLE = [
  '听涛社区人口登记表,,,,',
  '填表人：小李,,,,',
  '姓名,公民身份号码,民族,手机号码,工作单位,自家编号',
  '张桂英,11010519491231002X,汉族,13900001234,,1',
  '王建国,110105194912310021,汉族,13900001235,某厂,2',
  ',,汉,1390000,,3',
  '李秀兰,,汉族,13900001237,=A1,4',
  '赵小明,,火星族,,,5',
  '钱多多,,满族,0717-6212345,某公司,6',
].join('\n');

test('a table of people is handed in, checked, its faults seen row by row and given back in red, and imported once', async () => {
  const context = await signedIn(browser, real, 'community1');
  const screen = await open(browser, `${real.url}/console/sheets`, 'desktop', { context });
  const { page } = screen;
  await page.getByText('还没有导入').waitFor();
  await page.getByRole('radiogroup', { name: '导入什么' }).getByText('人员').click();
  await shot(screen, 'sheets-empty');
  await upload(page, '人口.csv', PEOPLE);
  await page.getByText('第 3 行').waitFor();
  await page.getByText('6 列中已对应 5 列，其余不导入').waitFor();
  await shot(screen, 'sheet-columns');
  await page.getByRole('button', { name: '不对，改选' }).click();
  await page.getByRole('table', { name: '文件最前面的行' }).getByText('填表人：小李').waitFor();
  await shot(screen, 'sheet-head');
  // A number that cannot be is refused as it was typed; a line that is pressed takes its place.
  const line = page.getByRole('spinbutton', { name: '表头所在行' });
  // Without a line none is the heading, whatever the number of its lines.
  const heads = page.getByRole('table', { name: '文件最前面的行' }).locator('[data-head="true"]');
  await page.getByRole('radiogroup', { name: '表头行数' }).getByText('两行').click();
  assert.equal(await heads.count(), 2);
  await line.fill('');
  await heads.first().waitFor({ state: 'detached' });
  await page.getByRole('radiogroup', { name: '表头行数' }).getByText('一行').click();
  await line.fill('2000');
  await page.getByRole('button', { name: '按此重读' }).click();
  const wrong = page.getByText('请填写 1 到 1,000 之间的整数');
  await wrong.waitFor();
  assert.equal(await line.inputValue(), '2000');
  await shot(screen, 'sheet-head-wrong');
  await page.getByRole('table', { name: '文件最前面的行' }).getByText('填表人：小李').click();
  await wrong.waitFor({ state: 'detached' });
  assert.equal(await line.inputValue(), '2');
  await page.getByRole('button', { name: '收起' }).click();
  await page.getByRole('button', { name: '检查全部行' }).click();
  await page.getByText('检查完成').waitFor();
  const work = page.getByRole('status', { name: '进度' });
  await work.getByText('有问题').waitFor();
  assert.match(await work.innerText(), /6\s*行[\s\S]*2\s*将新增[\s\S]*4\s*有问题/);
  const faults = page.getByRole('region', { name: '有问题的行' });
  await faults.getByText('110105194912310021').waitFor();
  await shot(screen, 'sheet-faults');
  await faults
    .getByRole('row', { name: /民族.*火星族/ })
    .first()
    .click();
  await faults.getByText('110105194912310021').waitFor({ state: 'hidden' });
  await faults.getByRole('button', { name: '生成标红的整份表' }).click();
  const link = faults.getByRole('link', { name: '下载' });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), '人口-已标出问题.xlsx');
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByText('导入完成').waitFor();
  await work.getByText('退回').waitFor();
  assert.match(await work.innerText(), /2\s*新增[\s\S]*4\s*退回/);
  await shot(screen, 'sheet-done');
  // The file that was given back, as it is: nothing of it is taken twice, and its columns are known.
  await page.getByRole('link', { name: '返回' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '改好.xlsx', mimeType: 'application/octet-stream', buffer: bytes });
  await page.getByText('已按本单位上一次同样表头的导入填好').waitFor();
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByText('导入完成').waitFor();
  await work.getByText('退回').waitFor();
  assert.match(await work.innerText(), /0\s*新增[\s\S]*2\s*相同/);
  await page.getByRole('link', { name: '返回' }).click();
  await page.locator('.ant-table-row', { hasText: '改好.xlsx' }).waitFor();
  await shot(screen, 'sheets-list');
  assertClean(screen);
  await context.close();
});

test('a table of people that is dropped among the estates is said to be one, and is read as people with one press', async () => {
  const context = await signedIn(browser, real, 'community1');
  const screen = await open(browser, `${real.url}/console/sheets`, 'desktop', { context });
  const { page } = screen;
  await page.getByRole('radiogroup', { name: '导入什么' }).getByText('小区').click();
  await upload(page, '换类.csv', '姓名,身份证号,手机号码\n赵丙,,13800001000');
  await page.getByText('还要选择“小区名称”所在的列').waitFor();
  await page.getByText('这张表看起来是“人员”').waitFor();
  await shot(screen, 'sheet-better');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(screen, 'sheet-better-phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: '换成人员导入' }).click();
  await page.getByText('3 列中已对应 3 列', { exact: true }).waitFor();
  assert.equal(await page.getByText('这张表看起来是').count(), 0);
  await page.getByRole('button', { name: '检查全部行' }).click();
  await page.getByText('检查完成').waitFor();
  await page.getByRole('link', { name: '返回' }).click();
  await page.getByRole('radio', { name: '人员', checked: true }).waitFor({ state: 'attached' });
  assertClean(screen);
  await context.close();
});

test('on a phone columns and faults stand one below the other, no wider than the phone', async () => {
  const context = await signedIn(browser, real, 'community1', 'phone');
  const screen = await open(browser, `${real.url}/console/sheets`, 'phone', { context });
  const { page } = screen;
  await page.getByRole('radiogroup', { name: '导入什么' }).getByText('人员').click();
  await upload(page, '人口.csv', PEOPLE);
  await page.getByText('6 列中已对应 5 列').waitFor();
  await shot(screen, 'sheet-phone');
  await page.getByRole('button', { name: '检查全部行' }).click();
  await page.getByText('检查完成').waitFor();
  const faults = page.getByRole('region', { name: '有问题的行' });
  await faults.getByText('110105194912310021').waitFor();
  await faults.scrollIntoViewIfNeeded();
  await shot(screen, 'sheet-phone-faults');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `${width} wide`);
  assertClean(screen);
  await context.close();
});

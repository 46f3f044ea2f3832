import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

test('a list that nobody had is filled from the printed standard, a word of it mended and retired', async () => {
  const screen = await consoleOf(browser, real, 'admin', '/dictionaries', /status of 422/);
  const { page } = screen;
  await page.getByText('没有代码', { exact: true }).click();
  await page.getByRole('link', { name: '留守人员类型' }).waitFor();
  await shot(screen, 'dictionary-empty-lists');
  await page.getByRole('link', { name: '留守人员类型' }).click();
  await page.getByRole('heading', { name: /留守人员类型/ }).waitFor();
  await page.getByRole('button', { name: '增加代码' }).first().click();
  const lines = page.getByLabel('每行一个：代码 名称（别名、别名）');
  await lines.fill('01 留守老人\n留守儿童');
  await page.getByRole('button', { name: /^增\s?加$/ }).click();
  await page.getByText('第 2 行“留守儿童”应先写代码，空格后写名称').waitFor();
  await lines.fill('01 留守老人\n02 留守儿童（留守孩子）\n03 留守孩子');
  await page.getByRole('button', { name: /^增\s?加$/ }).click();
  await page
    .getByText(/“留守孩子”已经是“留守儿童”的名称或别名/)
    .first()
    .waitFor();
  await shot(screen, 'dictionary-refused');
  await lines.fill('01 留守老人\n02 留守儿童（留守孩子）\n03 留守妇女');
  await page.getByRole('button', { name: /^增\s?加$/ }).click();
  const row = (name: string) => page.getByRole('row', { name });
  await row('留守妇女').waitFor();

  await row('留守老人').getByRole('button', { name: '修改' }).click();
  await page.getByLabel('名称').fill('留守长者');
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await row('留守长者').waitFor();
  await row('留守妇女').getByRole('button', { name: '停用' }).click();
  await page
    .locator('.ant-popconfirm')
    .getByRole('button', { name: /^停\s?用$/ })
    .click();
  await row('留守妇女').getByText('已停用').waitFor();
  await page.getByRole('button', { name: '修改说明' }).click();
  await page.getByRole('switch').click();
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByText('待核对', { exact: true }).count(), 0);
  await shot(screen, 'dictionary-list');

  await page.getByRole('link', { name: '‹ 字典' }).click();
  await page.getByLabel('搜字典').fill('蒙古族');
  await page.getByText('含：蒙古族').waitFor();
  await shot(screen, 'dictionary-found');
  await page.getByRole('tab', { name: '数据项' }).click();
  const phone = page.getByRole('row', { name: /联系方式 手机/ });
  await phone.getByRole('button', { name: '表头写法' }).click();
  await page.getByLabel('本市增加的写法').fill('小灵通');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await page.getByText(/手机.*小灵通/).waitFor();
  await shot(screen, 'dictionary-fields');

  await page.getByRole('button', { name: '增加数据项' }).click();
  await page.getByLabel('名称').fill('养犬证号');
  await page.getByLabel('类型').click();
  await page.getByTitle('代码', { exact: true }).click();
  await page.getByLabel('代码表').click();
  await page.getByLabel('代码表').fill('号牌');
  await page.getByTitle('号牌种类', { exact: true }).click();
  await shot(screen, 'dictionary-new-field');
  await page.getByRole('button', { name: /^增\s?加$/ }).click();
  await row('养犬证号').getByText('本市自建').waitFor();
  await page.getByLabel('搜数据项').fill('信仰');
  await row('民族').waitFor({ state: 'detached' });
  await row('宗教信仰').getByRole('button', { name: '停用' }).click();
  await page
    .locator('.ant-popconfirm')
    .last()
    .getByRole('button', { name: /^停\s?用$/ })
    .click();
  await row('宗教信仰').getByText('已停用').waitFor();
  await shot(screen, 'dictionary-fields-own');
  await page.getByLabel('搜数据项').fill('');
  await row('公民身份号码 身份证号').waitFor();
  assert.equal(await row('公民身份号码 身份证号').getByRole('button', { name: '停用' }).count(), 0);
  assertClean(screen);
  await screen.close();
});

test('sensitive groups are the security administrator’s alone; their items appear only while a group is on', async () => {
  const [office, worker] = [await real.as('admin'), await real.as('grid1')];
  const codes = async (who = office) => {
    const { items } = await who.get<{ items: { code: string }[] }>('/api/registry/person/items');
    return items.map(({ code }) => code);
  };
  assert.equal((await codes()).includes('youth_kind'), false);
  const other = await consoleOf(browser, real, 'admin', '/dictionaries?tab=groups');
  await other.page.getByText('重点青少年').waitFor();
  assert.equal(await other.page.getByRole('button', { name: /^启\s?用$/ }).count(), 0);
  await other.close();

  const screen = await consoleOf(browser, real, 'security', '/dictionaries?tab=groups');
  const { page } = screen;
  const group = page.getByRole('listitem').filter({ hasText: '重点青少年' });
  await group.getByRole('button', { name: /^启\s?用$/ }).click();
  await page.getByLabel('理由').fill('团市委来函，限西社区试点');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^启\s?用$/ })
    .click();
  await group.getByText('团市委来函，限西社区试点').waitFor();
  await shot(screen, 'dictionary-groups');
  assert.equal((await codes()).includes('youth_kind'), true);
  assert.equal((await codes()).includes('aids_route'), false);
  assert.equal((await codes(worker)).includes('youth_kind'), false, 'nobody has the right by default');
  assertClean(screen);
  await screen.close();
});

test('on a phone the lists are readable without scrolling sideways', async () => {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'admin');
  for (const [path, word] of [
    ['dictionaries', '婚姻状况'],
    ['dictionaries/political', '中国民主同盟盟员'],
    ['dictionaries?tab=fields', '公民身份号码'],
    ['dictionaries?tab=groups', '重点青少年'],
  ] as const) {
    await phone.page.goto(`${real.url}/console/${path}`);
    await phone.page.getByText(word).first().waitFor();
    await shot(phone, `dictionary-phone-${path.replace(/\W+/g, '-')}`);
    const wider = await phone.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wider, false, path);
  }
  assertClean(phone);
  await phone.close();
});

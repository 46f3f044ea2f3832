import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listForm } from '../../server/src/features/ledger/form/form.sample.ts';
import { option } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { at, count, downloaded, pick, segmentOf } from './ledger.sample.ts';
import { realBrowser } from './real.ts';

const SEXES: Record<string, string> = { '1': '男性', '2': '女性' };
const { browser, real } = await realBrowser();

test('the shipped segments show their numbers and people; one goes out as a sheet and into a department’s form', async () => {
  const subsidy = await segmentOf(real, '80 岁高龄补贴');
  assert.ok(subsidy.people > 0, 'the demo city has some');
  const screen = await at([browser, real], 'community1', '/segments');
  const { page } = screen;
  const card = page.getByRole('link', { name: /80 岁高龄补贴未领取/ });
  await card.locator('strong', { hasText: String(subsidy.people) }).waitFor();
  await shot(screen, 'segments');
  await card.click();
  await page.getByRole('heading', { name: '80 岁高龄补贴未领取' }).waitFor();
  await page.getByText(/栋楼|没有人的住处/).waitFor();
  await page.getByText('年龄 ≥ 80 周岁 且 高龄津贴发放：否').waitFor();
  assert.equal(await page.getByText(/person\.age/).isVisible(), false, 'how it is written is behind a fold');
  const rows = page.locator('.ant-table-row');
  await rows.first().waitFor();
  await page.getByText(/已显示 \d+ 条/).waitFor();
  await page.getByText('地图加载中…').last().waitFor({ state: 'hidden' });
  await shot(screen, 'segment');

  await page.getByRole('button', { name: '导出', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '导出表格' });
  await dialog.getByText(/导出完整信息/).click();
  const go = dialog.getByRole('button', { name: /^导出/ });
  assert.equal(await go.isDisabled(), true, 'whole values ask for a purpose');
  await dialog.getByRole('textbox', { name: '用途' }).fill('民政局高龄津贴核对');
  await go.click();
  await dialog.getByText(`已导出 ${subsidy.people} 人`).waitFor();
  await shot(screen, 'segment-export');
  const sheet = await downloaded(page);
  const cells = (row: number): unknown[] => sheet.getRow(row).values.slice(1);
  assert.deepEqual(cells(1).slice(0, 3), ['姓名', '性别', '年龄']);
  assert.equal(sheet.rowCount, subsidy.people + 1);
  const community = await real.as('community1');
  const people = await community.get<{
    items: { id: string; name: string; sex: string | null; id_tail: string | null }[];
  }>(`/api/segments/${subsidy.id}/people?limit=200`);
  for (const [i, person] of people.items.entries()) {
    const [name, sex, age, number] = cells(i + 2);
    assert.equal(name, person.name);
    assert.equal(sex, person.sex ? SEXES[person.sex] : undefined, name);
    assert.ok(typeof age === 'number' && age >= 80, `${name} ${age}`);
    if (person.id_tail) assert.match(String(number), new RegExp(`^\\d{14}${person.id_tail.slice(-4)}$`));
  }
  await dialog.locator('.ant-modal-close, .ant-drawer-close').click();

  await page.getByRole('button', { name: '填报表' }).click();
  await page.getByText(`${subsidy.people} 人填表`, { exact: false }).waitFor();
  await shot(screen, 'segment-form');
  await page.locator('input[type=file]').setInputFiles({
    ...{ name: '高龄津贴名册.xlsx', mimeType: 'application/octet-stream', buffer: await listForm() },
  });
  await page.getByText(`已选 ${subsidy.people} 人`).waitFor();
  await page.getByText('填好的样子').click();
  await page.getByRole('region', { name: '填好的样子' }).getByText(people.items[0]!.name).first().waitFor();

  const alone = await segmentOf(real, '独居老人');
  await page.goto(`${real.url}/console/segments/${alone.id}`);
  // What rows cannot say stands as it is written, with nothing to open first.
  await page.getByText('person.age >= 60 && (person.lives_alone || household.size < 2)').waitFor();
  const parts = page.getByRole('list', { name: '各区域人数' });
  const numbers = (await parts.locator('b').allInnerTexts()).map((text) => Number(text.replaceAll(',', '')));
  assert.equal(
    numbers.reduce((sum, n) => sum + n),
    alone.people,
    'the parts are the whole',
  );
  assert.equal(await parts.locator('i').count(), numbers.filter((n) => n > 0).length, 'nobody has no bar');
  await shot(screen, 'segment-alone');

  await page.goto(`${real.url}/console/ledgers`);
  await page.locator('.hy-rows-row').nth(0).getByRole('checkbox').click();
  await page.locator('.hy-rows-row').nth(1).getByRole('checkbox').click();
  await page.getByRole('button', { name: '填报表' }).click();
  await page.getByText('台账里选中的 2 人填表', { exact: false }).waitFor();
  // A list keeps those who are on it.
  const { items: first } = await community.get<{ items: { id: string }[] }>(
    '/api/ledger/rows?columns=name&limit=2',
  );
  const all = new Set([...people.items, ...first].map(({ id }) => id));
  await page.locator('.ant-table-row').first().click();
  await page.getByText(`已选 ${all.size} 人`).waitFor();
  assertClean(screen);
  await screen.close();
});

test('women for screening are counted, listed and given to the grids; each answer on the phone is progress of its grid', async () => {
  const { id, people } = await segmentOf(real, '35—64 岁妇女');
  const screen = await at([browser, real], 'community1', `/segments/${id}`);
  const { page } = screen;
  await page.locator('.hy-segment-n', { hasText: people.toLocaleString('zh-CN') }).waitFor();
  await page.locator('.ant-table-row').first().waitFor();
  await page.getByRole('button', { name: '下达网格任务' }).click();
  await page.getByText(`（${people} 人）下达`).waitFor();
  await page.getByLabel('任务名称').fill('两癌筛查通知');
  await page.getByLabel('条线').click();
  await page.locator(option).getByText('计生').click();
  await page.getByLabel('区域').click();
  await page.locator(option).first().click();
  await page.getByLabel('工作要求').fill('逐人通知周六上午到社区筛查。');
  await page.getByLabel('填写项名称').fill('通知次数');
  await shot(screen, 'segment-task');
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await page.getByRole('heading', { name: /两癌筛查通知/ }).waitFor();
  await page.getByText(String(people)).first().waitFor();

  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', { bare: true });
  await real.enter(phone.context, 'grid1');
  await phone.page.goto(`${real.url}/portal/duties`);
  await phone.page
    .getByText(/两癌筛查通知/)
    .first()
    .waitFor();
  await shot(phone, 'segment-task-phone-list');
  // Each piece names somebody and is kept by this tab alone: another without signal does not say that there is nothing to do.
  const url = /\/api\/duty-pieces\?/;
  await phone.context.route(url, (route) => route.abort('internetdisconnected'));
  const tab = await open(browser, `${real.url}/portal/duties`, 'phone', {
    context: phone.context,
    allow: /ERR_INTERNET_DISCONNECTED/,
  });
  await tab.page.getByRole('alert').getByText('这份清单没有存在本机').waitFor();
  await shot(tab, 'segment-task-phone-unkept');
  assertClean(tab);
  await tab.close();
  await phone.context.unroute(url);
  await phone.page
    .getByText(/两癌筛查通知/)
    .first()
    .click();
  await phone.page.getByText('逐人通知周六上午到社区筛查。').waitFor();
  await shot(phone, 'segment-task-phone');
  await phone.page.locator('.adm-input-element').first().fill('1');
  await phone.page.getByRole('button', { name: '提交' }).click();
  await phone.page
    .getByText(/已提交|已填报/)
    .first()
    .waitFor();
  assertClean(phone);
  await phone.close();

  const progress = page.getByRole('region', { name: '进度' });
  await progress
    .getByText(/1 \/ \d+|已完成 1/)
    .first()
    .waitFor();
  await shot(screen, 'segment-task-progress');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(screen, 'segment-task-progress-narrow');
  await page.goto(`${real.url}/console/segments/${id}`);
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'segment-narrow');
  assertClean(screen);
  await screen.close();
});

test('a segment is tried before it is kept, refused at its condition, shared and ended; a tag is made and given', async () => {
  const screen = await at([browser, real], 'community1', '/segments/new');
  const { page } = screen;
  await page.getByLabel('名称').fill('六十岁以上');
  await page.getByRole('button', { name: '加一个条件' }).click();
  await page.getByRole('spinbutton', { name: '值' }).fill('60');
  assert.equal(await page.getByText('person.', { exact: false }).count(), 0, 'no code where one chooses');
  await page.getByRole('button', { name: '试算' }).click();
  const said = page.getByRole('status').getByText(/符合的有/);
  await said.waitFor();
  await shot(screen, 'segment-edit');
  const tried = Number((await said.locator('strong').innerText()).replaceAll(',', ''));
  await page.getByText('写条件式').click();
  await page.getByRole('textbox', { name: '条件式' }).fill('person.age >=');
  await page.getByRole('button', { name: '试算' }).click();
  await page.getByText(/条件写得不对/).waitFor();
  await page.reload();
  assert.equal(
    await page.getByRole('textbox', { name: '条件式' }).inputValue(),
    'person.age >=',
    'what was typed is still there',
  );
  await page.getByRole('textbox', { name: '条件式' }).fill('person.age >= 60');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('heading', { name: '六十岁以上' }).waitFor();
  await page.locator('.hy-segment-n', { hasText: String(tried) }).waitFor();
  await page.getByRole('button', { name: '共享', exact: true }).click();
  await page.getByRole('button', { name: '取消共享' }).waitFor();
  await page.getByRole('button', { name: '停用' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await page.getByRole('link', { name: /80 岁/ }).waitFor();
  assert.equal(await page.getByRole('link', { name: /六十岁以上/ }).count(), 0);

  await page.getByRole('tab', { name: '手工标签' }).click();
  await page.getByRole('button', { name: '新建标签' }).click();
  const form = page.getByRole('dialog', { name: '新建标签' });
  await form.getByLabel('名称').fill('已完成体检');
  await form.getByLabel('代码').fill('screened');
  await form.getByRole('button', { name: /新\s?建/ }).click();
  await form.getByText(/已经有了/).waitFor();
  await form.getByLabel('代码').fill('checked_up');
  await form.getByRole('button', { name: /新\s?建/ }).click();
  await page.getByText('checked_up').waitFor();
  await shot(screen, 'segment-tags');
  await page.goto(`${real.url}/console/ledgers`);
  await page.locator('.hy-rows-row').nth(0).getByRole('checkbox').click();
  await page.locator('.hy-rows-row').nth(1).getByRole('checkbox').click();
  await page.getByRole('button', { name: '打标签' }).click();
  await pick(page, '标签', '已完成体检');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s?定/ })
    .click();
  await page.getByText('已打上 2 人').waitFor();
  await page.goto(`${real.url}/console/ledgers?${new URLSearchParams({ rule: '"checked_up" in tags' })}`);
  await count(page).getByText('2', { exact: true }).waitFor();
  assertClean(screen);
  await screen.close();
});

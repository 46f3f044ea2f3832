import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { consoleOf, option, report } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const drafts = (page: Page) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((place) => place.startsWith('huying-draft:')));

const firstOption = (page: Page) => page.locator(option).first().click();

test('a whistle that is being written outlives a reload, departments and team with it; blown, it is gone', async () => {
  const grid = await real.as('grid1');
  const { areas } = await grid.get<{ areas: { id: string }[] }>('/api/me');
  const { center } = await grid.get<{ center: { lng: number; lat: number } }>(`/api/areas/${areas[0]!.id}`);
  const call = { client_id: crypto.randomUUID(), type: 'city-event', text: '夜市占道', point: center };
  const parent = await grid.post<{ id: string }>('/api/matters', call);
  const unit = (await (await real.as('dept-urban')).get<{ units: { name: string }[] }>('/api/me')).units[0]!;
  const screen = await consoleOf(browser, real, 'grid1', `/whistles/new?parent=${parent.id}`);
  const { page } = screen;
  await page.getByText(/^落在 /).waitFor();
  await page.getByText('综合执法哨').click();
  await page.getByLabel('标题').fill('夜市占道，需要联合整治');
  await page.getByLabel('情况').fill('商户不听劝，消防通道被堵。');
  await page.getByLabel('添加部门').fill(unit.name);
  await firstOption(page);
  await page.getByRole('button', { name: '添加力量' }).click();
  await page.getByLabel('姓名或队伍名称').fill('邻里互助队');
  await page.reload();
  await page.getByText(/^落在 /).waitFor();
  assert.equal(await page.getByLabel('标题').inputValue(), '夜市占道，需要联合整治');
  assert.equal(await page.getByLabel('情况').inputValue(), '商户不听劝，消防通道被堵。');
  assert.equal(await page.getByLabel('姓名或队伍名称').inputValue(), '邻里互助队');
  assert.ok(await page.getByRole('radio', { name: '综合执法哨' }).isChecked());
  await page.locator('.hy-whistle-department', { hasText: unit.name }).waitFor();
  await shot(screen, 'draft-whistle');
  await page.locator('button[type=submit]', { hasText: '吹哨' }).click();
  await page.waitForURL(/whistles\/[0-9a-f-]{36}$/);
  await page.goto(`${real.url}/console/whistles/new?parent=${parent.id}`);
  await page.getByText(/^落在 /).waitFor();
  assert.equal(await page.getByLabel('标题').inputValue(), '夜市占道', "the matter's own");
  assertClean(screen);
  await screen.close();
});

test('a campaign that is being planned outlives a reload with its days and checklist; started, it is gone', async () => {
  const screen = await consoleOf(browser, real, 'community1', '/patrols/new');
  const { page } = screen;
  await page.getByLabel('名称').fill('汛前排查');
  await page.getByLabel('主题').click();
  await page.getByTitle('防汛排涝').click();
  await page.getByLabel('区域').click();
  await firstOption(page);
  await page.getByPlaceholder('开始日期').click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.getByLabel('检查内容').fill('排水口畅通');
  const day = await page.getByPlaceholder('结束日期').inputValue();
  await page.reload();
  assert.equal(await page.getByLabel('名称').inputValue(), '汛前排查');
  assert.equal(await page.getByLabel('检查内容').inputValue(), '排水口畅通');
  assert.equal(await page.getByPlaceholder('结束日期').inputValue(), day);
  await shot(screen, 'draft-patrol');
  await page.getByRole('button', { name: '发起', exact: true }).click();
  await page.getByRole('heading', { name: /汛前排查/ }).waitFor();
  await page.goto(`${real.url}/console/patrols/new`);
  assert.equal(await page.getByLabel('名称').inputValue(), '');
  assertClean(screen);
  await screen.close();
});

test('parties, sessions and an agreement that are being written outlive a reload, and nothing of them stays when sent', async () => {
  const { id } = await report(real, '楼上漏水，两家为赔偿争执。', {
    ...{ type: 'dispute', category: 'gbt31000-17' },
    answers: { parties: '楼上楼下两户' },
  });
  const community = await real.as('community1');
  const { units } = await community.get<{ units: { id: string }[] }>('/api/me');
  await community.act(id, 'dispatch', { units: [{ unit: units[0]!.id, role: 'main' }] });
  const screen = await consoleOf(browser, real, 'community1', `/matters/${id}`);
  const { page } = screen;
  const opened = async (button: string, dialog: string) => {
    await page.getByRole('button', { name: button }).click();
    return page.getByRole('dialog', { name: dialog });
  };
  const party = await opened('登记当事人', '登记当事人');
  await party.getByLabel('姓名或名称').fill('赵大江');
  await page.reload();
  const again = await opened('登记当事人', '登记当事人');
  assert.equal(await again.getByLabel('姓名或名称').inputValue(), '赵大江');
  await again.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('赵**').waitFor();

  const session = await opened('登记一次调解', '登记一次调解');
  await session.getByLabel('调解时间', { exact: true }).click();
  await page.getByText('此刻', { exact: true }).first().click();
  await session.getByLabel('调解地点').fill('社区调解室');
  await session.getByLabel('调解记录').fill('楼上愿意赔偿，数额再议。');
  const at = await session.getByLabel('调解时间', { exact: true }).inputValue();
  await page.reload();
  const kept = await opened('登记一次调解', '登记一次调解');
  assert.equal(await kept.getByLabel('调解时间', { exact: true }).inputValue(), at);
  assert.equal(await kept.getByLabel('调解记录').inputValue(), '楼上愿意赔偿，数额再议。');
  await kept.getByLabel('到场人员').fill('双方');
  await shot(screen, 'draft-session');
  await kept.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByText('社区调解室').waitFor();

  const agreement = await opened('起草协议', '调解协议书');
  await agreement.getByRole('button', { name: '加一项' }).click();
  await agreement.getByLabel('履行内容').fill('赔偿维修费 800 元');
  await agreement.getByLabel('履行期限').click();
  await page.locator('.ant-picker-cell-today').last().click();
  await agreement.getByLabel('协议全文').fill('双方自愿达成协议：楼上赔偿楼下维修费八百元，三日内付清。');
  await page.reload();
  const text = await opened('起草协议', '调解协议书');
  assert.equal(await text.getByLabel('履行内容').inputValue(), '赔偿维修费 800 元');
  assert.match(await text.getByLabel('履行期限').inputValue(), /^\d{4}-\d\d-\d\d$/);
  assert.match(await text.getByLabel('协议全文').inputValue(), /八百元/);
  await text.getByRole('button', { name: '保存为新一版' }).click();
  await text.waitFor({ state: 'hidden' });
  assert.deepEqual(await drafts(page), []);
  assertClean(screen);
  await screen.close();
});

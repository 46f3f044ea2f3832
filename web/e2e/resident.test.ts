import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';
import { somebody } from './resident.sample.ts';

const { browser, real } = await realBrowser();

/** Takes back what was said last of the person on the page. */
async function takeBackLast(page: Page): Promise<void> {
  await page.locator('.hy-story li').first().getByRole('button', { name: '撤回' }).click();
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /撤\s?回/ })
    .click();
}

test('from the map to the 楼盘表 to the room to the people, and out of the door', async () => {
  const community = await real.as('community1');
  const { house_id, name } = await somebody(real);
  const house = await community.get<{ building: string; number: string; building_name: string }>(
    `/api/housing/houses/${house_id}`,
  );
  const screen = await consoleOf(browser, real, 'community1', `/housing?building=${house.building}`);
  const { page } = screen;
  await page.waitForFunction(() => !document.querySelector('.hy-map-drawing'));
  await page.getByRole('heading', { name: house.building_name }).waitFor();
  await page.locator(`a.hy-matrix-room[href$="${house_id}"]`).click();
  const row = page.getByRole('listitem').filter({ hasText: name });
  await row.getByText('居住').waitFor();
  await shot(screen, 'resident-house');
  await page.getByRole('button', { name: `${name}迁出` }).click();
  await page.getByRole('dialog').getByText('原因').waitFor();
  await shot(screen, 'resident-move-out');
  await page.getByRole('button', { name: '确认迁出' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: `${name}迁出` }).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: '迁入', exact: true }).click();
  await page.getByRole('dialog').getByLabel('谁搬来').fill(name);
  await page.locator('.ant-select-item-option', { hasText: name }).first().click();
  await page.getByRole('button', { name: '搬到这里' }).click();
  await page.getByRole('button', { name: `${name}迁出` }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('somebody is found, read with sources, and one value is shown whole for a purpose', async () => {
  const { id, name } = await somebody(real);
  const screen = await consoleOf(browser, real, 'community1', '/residents', /404/);
  const { page } = screen;
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'resident-list');
  await page.getByLabel('姓名、身份号码、手机号').fill(name);
  await page.keyboard.press('Enter');
  await page.locator('.ant-table-row', { hasText: name }).first().waitFor();
  await page.goto(`${real.url}/console/residents/${id}`);
  await page.getByRole('heading', { name: '登记信息' }).waitFor();
  await page.getByRole('heading', { name: '来源记录' }).waitFor();
  const masked = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '公民身份号码' }) });
  assert.match(await masked.innerText(), /\*/);
  await shot(screen, 'resident-person');
  await page.getByRole('button', { name: '填报表' }).click();
  await page.getByText(`为人员页选中的${name}填表`, { exact: false }).waitFor();
  await shot(screen, 'resident-fill');
  await page.getByRole('button', { name: '不填了' }).click();
  await page.goBack();
  await page.getByRole('button', { name: '查看公民身份号码' }).click();
  await page.getByRole('button', { name: '查看', exact: true }).click();
  await page.getByText('请写明用途').waitFor();
  await page.getByLabel('用途').fill('上门走访联系');
  await page.getByRole('button', { name: '查看', exact: true }).click();
  await page.locator('mark.hy-person-whole', { hasText: /^\d{17}[\dX]$/ }).waitFor();
  await shot(screen, 'resident-whole');
  const auditor = await real.as('auditor');
  const { items } = await auditor.get<{ items: { purpose: string }[] }>(`/api/residents/${id}/looks`);
  assert.equal(items[0]?.purpose, '上门走访联系');
  assertClean(screen);
  await screen.close();
});

test('what is wrong is said at the field, what was typed stays, and a change can be taken back', async () => {
  const { id } = await somebody(real);
  const screen = await consoleOf(browser, real, 'community1', `/residents/${id}/edit`, /422/);
  const { page } = screen;
  await page.getByLabel('备注').fill('下午在家');
  await page.getByLabel('公民身份号码', { exact: true }).fill('110101199003070000');
  await shot(screen, 'resident-edit');
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('.ant-form-item-explain-error').first().waitFor();
  await shot(screen, 'resident-edit-fault');
  assert.equal(await page.getByLabel('备注').inputValue(), '下午在家');
  await page.reload();
  await page.getByLabel('公民身份号码', { exact: true }).fill('');
  assert.equal(await page.getByLabel('备注').inputValue(), '下午在家');
  await page.getByRole('button', { name: '保存' }).click();
  const value = page.locator('.hy-person-items').getByText('下午在家');
  await value.waitFor();
  await takeBackLast(page);
  await value.waitFor({ state: 'detached' });
  assertClean(screen);
  await screen.close();
});

test('a death is asked once more, said clearly, and corrected on purpose, not by a move like any other', async () => {
  const { id, name, house_id, address } = await somebody(real);
  const community = await real.as('community1');
  const now = () => community.get<{ state: string; house_id: string | null }>(`/api/residents/${id}`);
  const before = await now();
  const screen = await consoleOf(browser, real, 'community1', `/residents/${id}`);
  const { page } = screen;
  const moving = page.getByRole('dialog', { name: `${name}迁出` });
  const asked = page.getByRole('dialog', { name: `登记“${name}”已死亡？` });
  await page.getByRole('button', { name: '迁出', exact: true }).click();
  await moving.getByRole('radio', { name: /^死亡/ }).click();
  await moving.getByRole('button', { name: '确认迁出' }).click();
  await asked.waitFor();
  await shot(screen, 'resident-death-asked');
  await asked.getByRole('button', { name: /取\s?消/ }).click();
  await asked.waitFor({ state: 'hidden' });
  assert.deepEqual(await now(), before);
  await moving.getByRole('button', { name: '确认迁出' }).click();
  await asked.getByRole('button', { name: '登记死亡' }).click();
  const dead = page.getByText('已登记死亡，不再列入在住。');
  await dead.waitFor();
  await shot(screen, 'resident-dead');
  for (const way of ['迁入', '搬家', '迁出'])
    assert.equal(await page.getByRole('button', { name: way, exact: true }).count(), 0);

  // Nor from the house.
  await page.goto(`${real.url}/console/housing/houses/${house_id}`);
  await page.getByRole('button', { name: '迁入', exact: true }).click();
  await page.getByRole('dialog').getByLabel('谁搬来').fill(name);
  const found = page.locator('.ant-select-item-option', { hasText: `${name} · 已死亡` }).first();
  await found.waitFor();
  assert.match((await found.getAttribute('class')) ?? '', /disabled/);
  await shot(screen, 'resident-dead-move-in');

  await page.goto(`${real.url}/console/residents/${id}`);
  await takeBackLast(page);
  await dead.waitFor({ state: 'detached' });
  const { state, house_id: home } = await now();
  assert.deepEqual([state, home], [before.state, house_id]);

  await community.post(`/api/residents/${id}/move`, { house: null, why: 'dead' });
  await page.reload();
  await page.getByRole('button', { name: '死亡登记有误，重新迁入' }).click();
  const again = page.getByRole('dialog', { name: `更正：${name}没有死亡，住在` });
  await again.getByLabel('房屋').fill(address!);
  await page.locator('.ant-select-item-option', { hasText: address! }).first().click();
  await shot(screen, 'resident-dead-corrected');
  await again.getByRole('button', { name: '更正并迁入' }).click();
  await dead.waitFor({ state: 'detached' });
  assert.equal((await now()).house_id, house_id);
  assertClean(screen);
  await screen.close();
});

test('the desk pages fit a phone', async () => {
  const { id, house_id } = await somebody(real);
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(screen.context, 'community1');
  for (const [path, name] of [
    ['/residents', 'list'],
    [`/residents/${id}`, 'person'],
    [`/residents/new?house=${house_id}`, 'new'],
  ]) {
    await screen.page.goto(`${real.url}/console${path}`);
    await screen.page.locator('.ant-table-row, .hy-person-items, .hy-person-form input').first().waitFor();
    await shot(screen, `resident-phone-${name}`);
  }
  assertClean(screen);
  await screen.close();
});

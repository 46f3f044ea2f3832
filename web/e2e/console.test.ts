import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { consoleOf, dispatched, report } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

/** Presses, and measures in ms until the other screen says so without being touched. */
async function seenLive(press: Promise<void>, other: Page, text: string): Promise<number> {
  await press;
  const from = performance.now();
  await other.getByText(text).first().waitFor();
  return performance.now() - from;
}

const pressAction = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();

/** Presses the sending button of the open form and waits until the server said yes. */
async function send(page: Page, name: string): Promise<void> {
  const answered = page.waitForResponse(/\/actions\//);
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  assert.equal((await answered).status(), 200);
}

test('a community accepts and dispatches as the matrix says, the department signs and feeds back with a photo, the community closes; each sees the other live', async (t) => {
  const matter = await report(real, '施工单位占了人行道，行人只能走机动车道');
  const community = await consoleOf(browser, real, 'community1', '/todo');
  const department = await consoleOf(browser, real, 'dept-urban', '/todo');
  const [a, b] = [community.page, department.page];
  await a.getByText(matter.number).click();
  await a.getByRole('button', { name: '受理', exact: true }).waitFor();
  await shot(community, 'console-matter-new');
  await pressAction(a, '受理');
  await send(a, '受理');
  await a.getByText('待立案').first().waitFor();
  await pressAction(a, '派遣');
  const dialog = a.getByRole('dialog');
  await dialog.getByText('临江区城市管理局').first().waitFor();
  await dialog
    .getByText(/按责任清单由该单位主办/)
    .first()
    .waitFor();
  await dialog.getByLabel('派遣意见').fill('请今天到场，注意拍照留证');
  await a.waitForTimeout(400);
  await shot(community, 'console-dispatch');
  await b.getByText('手头没有待办').waitFor();
  await Promise.all([community.hears(), department.hears()]);
  const took = [await seenLive(send(a, '派遣'), b, matter.number)];
  await shot(department, 'console-todo');
  await b.getByText(matter.number).click();
  await b.getByText('请今天到场，注意拍照留证').waitFor();
  await pressAction(b, '签收');
  await a.getByText('办理中').first().waitFor();
  await pressAction(b, '反馈');
  const form = b.getByRole('dialog');
  await form.getByLabel('公开答复').fill('已责令施工单位清出人行道。');
  await form.getByLabel('内部意见').fill('建议列入巡查重点');
  const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#8aa0b4' } })
    .jpeg()
    .toBuffer();
  await form
    .getByTestId('photo-input')
    .setInputFiles({ name: '处置后.jpg', mimeType: 'image/jpeg', buffer: photo });
  await form.locator('.hy-photo-bar').waitFor({ state: 'detached' });
  await shot(department, 'console-feedback');
  took.push(await seenLive(send(b, '反馈'), a, '已责令施工单位清出人行道。'));
  await a.locator('.hy-story .hy-photo').first().waitFor();
  assert.equal(await a.locator('.hy-story .hy-photo').count(), 1, 'the photo stands in the story');
  await a.getByText('建议列入巡查重点').waitFor();
  await a.waitForTimeout(1500);
  await shot(community, 'console-matter-back');
  await pressAction(a, '结案');
  await a.getByRole('dialog').getByText('是', { exact: true }).click();
  took.push(await seenLive(send(a, '结案'), b, '已结案'));
  t.diagnostic(`the other screen said so after ${took.map(Math.round).join(', ')} ms`);
  await shot(department, 'console-matter-closed');
  assertClean(community);
  assertClean(department);
  await Promise.all([community.close(), department.close()]);
});

test('whoever fills in a form while another acts keeps every word and is told what happened; a stale version is refused, then goes through', async () => {
  const matter = await report(real, '两个人同时派遣的围挡占道问题');
  const first = await consoleOf(browser, real, 'community1', `/matters/${matter.id}`);
  const second = await consoleOf(browser, real, 'community1', `/matters/${matter.id}`, /409|live/);
  const [a, b] = [first.page, second.page];
  await b.getByRole('button', { name: '派遣', exact: true }).waitFor();
  // The second hears nothing live any more, as in a lift: what it knows is stale.
  await second.context.route('**/api/live', (route) => route.abort());
  await b.reload();
  await pressAction(b, '派遣');
  const form = b.getByRole('dialog');
  await form.getByText('临江区城市管理局').first().waitFor();
  await form.getByLabel('派遣意见').fill('写了很久的派遣意见');
  await pressAction(a, '受理');
  await a.getByRole('dialog').getByLabel('受理意见').fill('第一个人先受理了');
  await send(a, '受理');
  const refused = b.waitForResponse(/\/actions\//);
  await form.getByRole('button', { name: '派遣', exact: true }).click();
  assert.equal((await refused).status(), 409);
  await form.getByText('您填写期间，这件事项有了变化', { exact: false }).waitFor();
  await form.getByText(/受理/).first().waitFor();
  assert.equal(await form.getByLabel('派遣意见').inputValue(), '写了很久的派遣意见');
  await b.waitForTimeout(400);
  await shot(second, 'console-meanwhile');
  await form.getByRole('button', { name: '派遣', exact: true }).click();
  await form.waitFor({ state: 'hidden' });
  await b.getByText('处置中').first().waitFor();
  assertClean(first);
  assertClean(second);
  await Promise.all([first.close(), second.close()]);
});

test('neighbours see nothing of it: not in lists, search, numbers, nor by its address', async () => {
  const matter = await report(real, '只有本社区能看见的占道事项');
  const community = await real.as('community1');
  await dispatched(community, matter.id);
  for (const username of ['grid2', 'dept-water']) {
    const screen = await consoleOf(browser, real, username, '/matters', /404/);
    const { page } = screen;
    await page
      .getByText(/还没有事项|已显示/)
      .first()
      .waitFor();
    assert.equal(await page.getByText(matter.number).count(), 0, `${username}: list`);
    assert.equal(await page.locator('.hy-counts').count(), 0, `${username}: numbers`);
    for (const q of [matter.number, '占道事项']) {
      await page.goto(`${real.url}/console/matters?q=${encodeURIComponent(q)}`);
      await page.getByText('没有符合条件的内容').waitFor();
    }
    await page.goto(`${real.url}/console/matters/${matter.id}`);
    await page.getByText('没有这件事项').waitFor();
    assertClean(screen);
    if (username === 'grid2') await shot(screen, 'console-not-there');
    await screen.close();
  }
  const owner = await consoleOf(browser, real, 'community1', `/matters?q=${encodeURIComponent('占道事项')}`);
  await owner.page.getByText(matter.number).waitFor();
  await owner.close();
});

test('the filters of the list live in its address, the numbers are filters, keys walk, and a spreadsheet is made aside', async () => {
  const community = await real.as('community1');
  const [one, two] = [await report(real, '第一件列表里的事项'), await report(real, '第二件列表里的事项')];
  await community.act(one.id, 'accept');
  const screen = await consoleOf(browser, real, 'community1', '/matters');
  const { page } = screen;
  await page.getByText(two.number).waitFor();
  await shot(screen, 'console-list');
  await page.locator('.hy-counts button', { hasText: '待立案' }).click();
  await page.waitForURL(/state=accepted/);
  await page.getByText(one.number).waitFor();
  await page.getByText(two.number).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText(one.number).waitFor();
  assert.equal(await page.getByText(two.number).count(), 0, 'the filter survives a reload');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.getByText(two.number).waitFor();
  await page.locator('.ant-table-row').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '第二件列表里的事项' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: '第一件列表里的事项' }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('heading', { name: '第二件列表里的事项' }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: '导出 XLSX' }).click();
  await page.getByRole('link', { name: /下载 \d+ 行/ }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('a work sheet prints on A4 with its number as bars, conditions, tasks and places to sign, and without the screen around it', async () => {
  const matter = await report(real, '要打印派遣单的占道事项');
  await dispatched(await real.as('community1'), matter.id);
  const screen = await consoleOf(browser, real, 'community1', `/matters/${matter.id}`);
  const { page } = screen;
  await page.getByRole('button', { name: '打印派遣单' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('.hy-sheet');
  assert.ok(await sheet.isVisible());
  assert.ok(!(await page.locator('.hy-shell').isVisible()));
  const text = await sheet.innerText();
  for (const part of [matter.number, '派遣单', '立案条件', '听涛路86号', '临江区城市管理局', '派遣人'])
    assert.ok(text.includes(part), part);
  assert.ok((await sheet.locator('svg rect').count()) > 50, 'the bars');
  assert.match(text, /诉求人\s+注册居民，联系方式见系统/);
  await page.setViewportSize({ width: 794, height: 1123 });
  await shot(screen, 'console-sheet');

  const pinned = await report(real, '只有坐标没有地址的事项', { address: undefined });
  await page.goto(`${real.url}/console/matters/${pinned.id}`);
  await page.locator('.hy-sheet', { hasText: pinned.number }).waitFor();
  assert.match(await sheet.innerText(), /地点\s+滨江市.*听涛社区第\d+网格（位置见坐标）/);
  assertClean(screen);
  await screen.close();
});

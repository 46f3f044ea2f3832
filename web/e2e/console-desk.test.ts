import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { consoleOf, PLACE, report } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const PHONE = '13900001234';

const { browser, real } = await realBrowser();

/** Types an address and takes the first proposal, with the keyboard. */
async function typeAddress(page: Page): Promise<void> {
  await page.getByLabel(/^地址/).focus();
  await page.keyboard.type(PLACE.address, { delay: 15 });
  await page.locator('.hy-place-option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText(/落在 听涛社区第\d+网格/).waitFor();
}

const sendByKey = async (page: Page): Promise<{ number: string; source: string; id: string }> => {
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/matters'));
  await page.keyboard.press('Control+Enter');
  const answer = await answered;
  assert.equal(answer.status(), 201, await answer.text());
  return answer.json();
};

test('a call is taken down with the keyboard alone; the next one by the same number finds it, and finds it alike', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk');
  const { page } = screen;
  await page.locator('#contact_phone:focus').waitFor();
  await page.keyboard.type(PHONE);
  await page.getByText('第一次来电，没有以前的事项。').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('听涛路口污水井盖破了一半，晚上容易摔伤人', { delay: 5 });
  await page.getByRole('button', { name: '污水井盖' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await typeAddress(page);
  await page.waitForTimeout(1500);
  await shot(screen, 'desk-typed');
  const matter = await sendByKey(page);
  assert.equal(matter.source, 'hotline');
  await page.locator('.hy-registered-number', { hasText: matter.number }).waitFor();
  await page.locator('#contact_phone:focus').waitFor();
  assert.equal(await page.getByLabel('内容').inputValue(), '', 'the form is empty for the next call');
  await shot(screen, 'desk-registered');
  await page.keyboard.type(PHONE);
  await page.getByLabel('来电人').getByText(matter.number).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('听涛路口污水井盖破了一半，有人摔伤');
  await page.getByRole('button', { name: '污水井盖' }).click();
  await real.program.settle();
  await page.getByLabel('内容').press('End');
  await page.keyboard.type('了');
  await page.getByLabel('相似事项').getByText(matter.number).waitFor();
  await shot(screen, 'desk-similar-unplaced');
  await typeAddress(page);
  await page.getByLabel('相似事项').getByText('相距').first().waitFor();
  await page.getByLabel('相似事项').getByText(matter.number).waitFor();
  await page.waitForTimeout(800);
  await shot(screen, 'desk-again');
  const community = await real.as('community1');
  const seen = await community.get<{ contact: { phone: string; masked: boolean } }>(
    `/api/matters/${matter.id}`,
  );
  assert.deepEqual([seen.contact.masked, seen.contact.phone.slice(0, 3)], [true, '139']);
  assertClean(screen);
  await screen.close();
});

test('a refusal keeps the whole call and says at the field what is missing', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk', /422/);
  const { page } = screen;
  await page.locator('#contact_phone:focus').waitFor();
  await page.keyboard.type(PHONE);
  await page.keyboard.press('Enter');
  await page.keyboard.type('没有说地点的一件事');
  await page.keyboard.press('Control+Enter');
  const place = page.locator('.ant-form-item', { has: page.locator('#address') });
  await place.getByText('请填写地址、在图上点选，或选择社区').waitFor();
  await shot(screen, 'desk-no-place');
  await page.getByLabel(/^地址/).fill('没有这条路九百号');
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/matters'));
  await page.keyboard.press('Control+Enter');
  assert.equal((await answered).status(), 422);
  await place.getByText('没有找到这个地址').waitFor();
  assert.equal(await page.getByLabel('内容').inputValue(), '没有说地点的一件事');
  assert.equal(await page.getByLabel('电话').inputValue(), PHONE);
  assertClean(screen);
  await screen.close();
});

test('a question is answered while the caller is on the line', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk');
  const { page } = screen;
  await page.locator('#contact_phone:focus').waitFor();
  await page.getByText('3 咨询投诉').waitFor();
  await page.keyboard.type('13900005678');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+3');
  await page.keyboard.type('想问老年证在哪里办');
  await page.getByLabel('诉求目的').focus();
  await page.keyboard.type('咨询');
  await page.keyboard.press('Enter');
  await typeAddress(page);
  await sendByKey(page);
  await page.getByText('可以当场答复办结').waitFor();
  await page.locator('.hy-registered-act button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('公开答复').fill('到社区居委会窗口，带身份证即可。');
  await page.waitForTimeout(400);
  await shot(screen, 'desk-answer');
  await dialog.locator('button[type=submit]').click();
  await page.locator('.hy-registered', { hasText: /已办结|已答复|已结案/ }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('a ringing call opens the desk with its number, and never over a call being taken down', async () => {
  const hotline = await real.as('hotline');
  const screen = await consoleOf(browser, real, 'hotline', '/matters');
  const { page } = screen;
  await screen.hears();
  await hotline.post('/api/screen-pop', { phone: '13700001111', agent: 'hotline' });
  await page.waitForURL(/\/desk\?phone=13700001111/);
  assert.equal(await page.getByLabel('电话').inputValue(), '13700001111');
  await page.getByLabel('内容').fill('正在登记的内容');
  await hotline.post('/api/screen-pop', { phone: '13700002222', agent: 'hotline' });
  await page.getByText('来电 13700002222').waitFor();
  assert.equal(await page.getByLabel('内容').inputValue(), '正在登记的内容');
  await shot(screen, 'desk-second-call');
  assertClean(screen);
  await screen.close();
});

/** What is kept follows what is typed a moment later. */
const draftsBecome = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) =>
      Object.keys(localStorage).filter((place) => place.startsWith('huying-draft:')).length === wanted,
    count,
  );

test('a call that was not registered survives a reload and a crash; clearing, registering and signing out leave nothing', async () => {
  const screen = await consoleOf(browser, real, 'hotline', '/desk', /401/);
  const { page, context } = screen;
  await page.locator('#contact_phone:focus').waitFor();
  await page.getByText('1 城市管理事件').waitFor();
  await page.keyboard.type('13600003333');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+3');
  await page.keyboard.type('想问老年证在哪里办');
  await page.getByLabel('诉求目的').focus();
  await page.keyboard.type('咨询');
  await page.keyboard.press('Enter');
  await typeAddress(page);
  await page.reload();
  await page.getByText(/已恢复未登记完的来电 \(/).waitFor();
  const restored = async (on: Page) => {
    assert.equal(await on.getByLabel('电话').inputValue(), '13600003333');
    assert.equal(await on.getByLabel('内容').inputValue(), '想问老年证在哪里办');
    assert.ok((await on.getByLabel(/^地址/).inputValue()).startsWith(PLACE.address));
    await on.getByText(/落在 听涛社区第\d+网格/).waitFor();
    await on.getByText('诉求目的').waitFor();
  };
  await restored(page);
  await page.waitForTimeout(800);
  await shot(screen, 'desk-restored');
  // The browser dies without a word and comes back with what it had stored.
  const kept = await context.storageState();
  const again = await browser.newContext({
    storageState: kept,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const second = await again.newPage();
  await second.goto(`${real.url}/console/desk`);
  await second.getByText(/已恢复未登记完的来电/).waitFor();
  await restored(second);
  await again.close();
  await page.getByRole('button', { name: '清空' }).click();
  await page.getByText(/已恢复未登记完的来电/).waitFor({ state: 'hidden' });
  assert.equal(await page.getByLabel('内容').inputValue(), '');
  await draftsBecome(page, 0);
  await page.keyboard.type('13600003333');
  await page.keyboard.press('Enter');
  await page.keyboard.type('路口的路灯不亮');
  await typeAddress(page);
  await draftsBecome(page, 1);
  await sendByKey(page);
  await page.locator('.hy-registered-number').waitFor();
  await draftsBecome(page, 0);
  await page.getByLabel('内容').fill('第三个来电，还没登记');
  await draftsBecome(page, 1);
  const other = await context.newPage();
  await other.goto(`${real.url}/console/desk`);
  await other.getByText(/已恢复未登记完的来电/).waitFor();
  await page.getByRole('button', { name: /许静/ }).click();
  await page.getByRole('menuitem', { name: '退出登录', exact: true }).click();
  await page.getByLabel('账号').waitFor();
  await other.getByLabel('账号').waitFor();
  await draftsBecome(page, 0);
  assertClean(screen);
  await screen.close();
});

test('a number that rings while a call lies unfinished gets an empty form; the unfinished one is taken up afterwards', async () => {
  const hotline = await real.as('hotline');
  const screen = await consoleOf(browser, real, 'hotline', '/desk');
  const { page } = screen;
  await page.getByText('1 城市管理事件').waitFor();
  await page.getByLabel('电话').fill('13600004444');
  await page.getByLabel('内容').fill('说到一半断线了');
  await page.getByRole('menuitem', { name: '事项' }).click();
  await page.locator('.hy-desk').waitFor({ state: 'detached' });
  await screen.hears();
  await hotline.post('/api/screen-pop', { phone: '13600005555', agent: 'hotline' });
  await page.waitForURL(/\/desk\?phone=13600005555/);
  await page.getByText(/还有一个未登记完的来电 \(.*13600004444/).waitFor();
  assert.equal(await page.getByLabel('电话').inputValue(), '13600005555');
  assert.equal(await page.getByLabel('内容').inputValue(), '');
  await page.getByLabel('内容').fill('新来电');
  await shot(screen, 'desk-laid-aside');
  await page.getByRole('button', { name: '接着登记' }).click();
  await page.getByText(/还有一个未登记完的来电 \(.*13600005555/).waitFor();
  assert.equal(await page.getByLabel('内容').inputValue(), '说到一半断线了');
  await page.getByRole('button', { name: '删除' }).click();
  await draftsBecome(page, 1);
  assertClean(screen);
  await screen.close();
});

test('on a phone the desk is one column, no wider than the phone, and the call is restored there too', async () => {
  const context = await signedIn(browser, real, 'hotline', 'phone');
  const screen = await open(browser, `${real.url}/console/desk`, 'phone', { context });
  const { page } = screen;
  await page.getByText('1 城市管理事件').waitFor();
  await page.getByLabel('内容').fill('想问老年证在哪里办');
  await page.reload();
  await page.getByText(/已恢复未登记完的来电/).waitFor();
  await page.waitForTimeout(500);
  await shot(screen, 'desk-phone');
  const text = await page.getByLabel('内容').boundingBox();
  assert.ok(text && text.width > 200 && text.x + text.width <= 390, JSON.stringify(text));
  const beside = await page.getByRole('region', { name: '来电人' }).boundingBox();
  assert.ok(beside && beside.x + beside.width <= 390, JSON.stringify(beside));
  assert.ok(beside.y > text.y, 'what is known stands below what is typed');
  assertClean(screen);
  await context.close();
});

test('on a phone the page of a matter is one column, too', async () => {
  const { id } = await report(real, '听涛路口施工占道，影响通行');
  const context = await signedIn(browser, real, 'community1', 'phone');
  const screen = await open(browser, `${real.url}/console/matters/${id}`, 'phone', { context });
  const { page } = screen;
  await page.getByText('现在可以做').waitFor();
  const columns = await page
    .locator('.hy-matter-page > div')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect()).map(({ x, width }) => [x, width]));
  assert.equal(columns.length, 2);
  for (const [x, width] of columns) assert.ok(width! > 280 && x! + width! <= 390, JSON.stringify(columns));
  await shot(screen, 'matter-phone');
  assertClean(screen);
  await context.close();
});

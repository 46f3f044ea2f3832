import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';
import { registered, selfRegistered } from './resident.sample.ts';

const { browser, real } = await realBrowser();

test('what a resident said is taken in, and what differs from the known value is decided beside it', async () => {
  const { known, id } = await selfRegistered(real, '桑知秋');
  const screen = await consoleOf(browser, real, 'community1', '/conflicts?tab=registrations');
  const { page } = screen;
  await page.getByText('请点开一份登记核对').waitFor();
  await shot(screen, 'queue-registrations');
  const household = page.locator('.hy-queue-list li button').first();
  const opened: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/api\/registrations\/[0-9a-f-]{36}$/.test(pathname)) opened.push(pathname);
  });
  await household.focus();
  // What a focus began has been asked for when two frames are drawn.
  await page.evaluate(
    () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
  );
  assert.deepEqual(opened, [], 'a household is opened by a press alone');
  await household.click();
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '联系方式' }) });
  await row.getByText('不一致').waitFor();
  await row.getByText('199****7199').waitFor();
  assert.deepEqual(opened, [`/api/registrations/${id}`]);
  await shot(screen, 'queue-registration-masked');
  await page.getByRole('button', { name: '核对原件' }).click();
  await page.getByLabel('用途').fill('与户口簿核对');
  await page.getByRole('button', { name: '查看', exact: true }).click();
  await row.getByText('19900007199', { exact: true }).waitFor();
  await shot(screen, 'queue-registration');
  await page.getByRole('button', { name: '核对无误，登记入册' }).click();
  await page.getByText('没有等待核对的居民自报').waitFor();
  await shot(screen, 'queue-empty');

  await page.goto(`${real.url}/console/conflicts?person=${known.id}&item=phone`);
  await page.getByRole('heading', { name: /桑知秋/ }).waitFor();
  await page.getByRole('button', { name: /采用居民自报的/ }).waitFor();
  await page.getByRole('button', { name: '查看各来源的原值' }).click();
  await page.getByLabel('用途').fill('核对两个来源的电话');
  await page.getByRole('button', { name: '查看', exact: true }).click();
  for (const phone of ['19900007101', '19900007199'])
    await page.locator('mark.hy-person-whole', { hasText: phone }).waitFor();
  await shot(screen, 'queue-differences');
  const { items } = await (await real.as('auditor')).get<{ items: { purpose: string }[] }>(
    `/api/residents/${known.id}/looks`,
  );
  assert.equal(items[0]?.purpose, '核对两个来源的电话');
  const place = (await page.locator('.hy-queue-side h3').allInnerTexts()).findIndex((text) =>
    text.startsWith('居民自报'),
  );
  await page.keyboard.press(String(place + 1));
  await page.getByText('已采用居民自报的说法').waitFor();
  const person = await (await real.as('grid1')).get<{ phone: string; waiting: number }>(
    `/api/residents/${known.id}`,
  );
  assert.deepEqual([person.phone, person.waiting], ['199****7199', 0]);
  assertClean(screen);
  await screen.close();
});

test('two records of one person are merged, and the merge is undone', async () => {
  const twin = { name: '桑知夏', birth_date: '1971-05-06' };
  const kept = await registered(real, null, { ...twin, phone: '19900007201' });
  await registered(real, null, twin);
  const screen = await consoleOf(browser, real, 'community1', '/conflicts?tab=doubles');
  const { page } = screen;
  await page.getByRole('button', { name: /桑知夏/ }).click();
  await page.getByRole('heading', { name: /是同一个人吗.*相似度 70 分/ }).waitFor();
  await page
    .getByText(/相似度 70 分：姓名相同、出生日期相同/)
    .first()
    .waitFor();
  await shot(screen, 'queue-doubles');
  await page.locator('.hy-queue-side', { hasText: '199****7201' }).getByText('保留这条').click();
  await page.getByRole('button', { name: '是，合并' }).click();
  await page.getByRole('button', { name: '合并', exact: true }).click();
  await page.getByText('已合并').waitFor();
  await page.goto(`${real.url}/console/residents/${kept.id}`);
  await page.getByRole('heading', { name: '合并记录' }).waitFor();
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  await page.getByRole('button', { name: '撤销合并' }).click();
  await page.getByText('已撤销', { exact: true }).waitFor();
  assertClean(screen);
  await screen.close();
});

test('the queue fits a phone', async () => {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(screen.context, 'community1');
  await screen.page.goto(`${real.url}/console/conflicts?tab=doubles`);
  await screen.page.getByRole('heading', { name: /是同一个人吗/ }).waitFor();
  await shot(screen, 'queue-phone');
  assertClean(screen);
  await screen.close();
});

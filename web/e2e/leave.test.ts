import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { consoleOf, dispatched, report } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const day = (ahead: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);

test('a department asks for more time; the centre sees why, grants it, and the page tells how the limit came about', async () => {
  const community = await real.as('community1');
  const matter = await report(real, '施工围挡占道，行人绕行。');
  await dispatched(community, matter.id);
  const department = await real.as('dept-urban');
  await department.act(matter.id, 'sign');
  await department.act(matter.id, 'ask-extension', { until: day(40), reason: '围挡须待管道回填后拆除' });
  const screen = await consoleOf(browser, real, 'community1', `/matters/${matter.id}`);
  const { page } = screen;
  const card = page.getByRole('region', { name: '待审批的申请' });
  await card.getByText('围挡须待管道回填后拆除').waitFor();
  await shot(screen, 'request-pending');
  await page.getByRole('button', { name: '同意申请', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '同意申请', exact: true }).click();
  await card.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '计时过程' }).click();
  const drawer = page.getByRole('dialog', { name: '计时过程' });
  await drawer.getByText('延期或挂起到指定日期').first().waitFor();
  assert.equal(await drawer.getByText('重算为').count(), 0, 'computed again, each is the same');
  await shot(screen, 'clock-history');
  assertClean(screen);
  const worker = await open(browser, `${real.url}/portal/matters/${matter.id}`, 'phone', {
    context: await signedIn(browser, real, 'dept-urban', 'phone'),
  });
  await worker.page.getByText('办理过程').waitFor();
  await shot(worker, 'request-portal');
});

test('a grid worker enters a leave on the phone, with a colleague to stand in, and the community sees it', async () => {
  const context = await signedIn(browser, real, 'grid1', 'phone');
  const screen = await open(browser, `${real.url}/portal/mine`, 'phone', { context });
  const { page } = screen;
  await page.getByText('请假、代班').click();
  await page.getByRole('button', { name: '登记请假' }).click();
  const { items } = await (await real.as('grid1')).get<{ items: { name: string }[] }>(
    '/api/leaves/stand-ins',
  );
  const standIn = items[0]!;
  const sheet = page.locator('.adm-popup-body');
  const field = (label: string) => sheet.locator('.adm-list-item', { hasText: label });
  await field('从哪天起').locator('input').fill(day(0));
  await field('到哪天止').locator('input').fill(day(2));
  await field('事由').locator('input').fill('家中有事');
  await field('代班人').getByText(standIn.name, { exact: true }).tap();
  await field('结束后收回').getByText('是', { exact: true }).tap();
  await shot(screen, 'leave-form');
  await sheet.getByRole('button', { name: '登记请假' }).tap();
  await page.getByText(`${standIn.name}代班 · 家中有事`).waitFor();
  await shot(screen, 'leave-portal');
  assertClean(screen);
  const desk = await consoleOf(browser, real, 'community1', '/leaves');
  await desk.page.getByText(standIn.name).first().waitFor();
  await shot(desk, 'leave-console');
  await desk.page.getByRole('button', { name: '销假' }).click();
  await desk.page.getByRole('button', { name: /确\s?定/ }).click();
  await desk.page.getByText('现在没有人请假').first().waitFor();
  assertClean(desk);
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

/** Three reports in the grid of grid1, one of them dispatched and answered; numbers have caught up. */
async function someMatters(): Promise<void> {
  const [grid, centre, department] = await Promise.all([
    real.as('grid1'),
    real.as('community1'),
    real.as('dept-urban'),
  ]);
  const [unit] = (await department.get<{ units: { id: string }[] }>('/api/me')).units;
  const [area] = (await grid.get<{ areas: { id: string }[] }>('/api/me')).areas;
  const ids: string[] = [];
  for (const text of ['路灯不亮', '井盖松动', '占道堆放']) {
    const call = { client_id: crypto.randomUUID(), type: 'city-event', text, area: area!.id };
    ids.push((await grid.post<{ id: string }>('/api/matters', call)).id);
  }
  await centre.act(ids[0]!, 'dispatch', { units: [{ unit: unit!.id, role: 'main' }] });
  await department.act(ids[0]!, 'feedback', { reply: '已经修好了' });
  await real.program.settle();
}

before(async () => {
  await someMatters();
});

test('a number of the table opens the list of exactly so many matters, each with its way there; the formula is written out', async () => {
  const context = await signedIn(browser, real, 'community1');
  const { page, ...desk } = await open(
    browser,
    `${real.url}/console/insight?scheme=city-management&period=month`,
    'desktop',
    { context },
  );
  const number = page.getByRole('button', { name: '上报数 3' }).first();
  await number.waitFor();
  const [whole, first] = [page.getByText('听涛社区 合计'), page.locator('.ant-table-row').first()];
  assert.ok(
    (await whole.boundingBox())!.y < (await first.boundingBox())!.y,
    'the whole stands above its parts',
  );
  await shot({ page, ...desk }, 'insight-table');
  await page.getByRole('button', { name: '怎么算的' }).click();
  await page.getByRole('listitem').filter({ hasText: '处置率 = 处置数 ÷ 应处置数' }).first().waitFor();
  await page.getByText(/处置率×30/).waitFor();
  await shot({ page, ...desk }, 'insight-how');
  await page.keyboard.press('Escape');
  await number.click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('上报数：3 件').waitFor();
  assert.equal(await drawer.getByRole('link').count(), 3);
  await shot({ page, ...desk }, 'insight-list');
  await drawer.getByRole('link').first().click();
  await page.waitForURL(/\/matters\//);
  assertClean({ page, ...desk });
  await context.close();
});

test('from a place one goes down to its grids and to its units', async () => {
  const context = await signedIn(browser, real, 'street1');
  const screen = await open(browser, `${real.url}/console/insight?scheme=service&period=month`, 'desktop', {
    context,
  });
  const { page } = screen;
  const community = page.locator('tbody tr', { has: page.getByRole('button', { name: '上报数 3' }) });
  await community.getByRole('button').first().click();
  await page.waitForURL(/area=/);
  await page.locator('tbody tr', { has: page.getByRole('button', { name: '上报数 3' }) }).waitFor();
  await page.getByText('按单位').click();
  await page.waitForURL(/grain=unit/);
  await page.locator('tbody tr', { has: page.getByRole('button', { name: '应处置数 1' }) }).waitFor();
  await shot(screen, 'insight-units');
  assertClean(screen);
  await context.close();
});

test('a grid worker finds the own numbers on the phone', async () => {
  const context = await signedIn(browser, real, 'grid1', 'phone');
  const screen = await open(browser, `${real.url}/portal/mine`, 'phone', { context });
  await screen.page.getByText('我的指标').tap();
  await screen.page.getByText('有效上报率').waitFor();
  await screen.page.getByText('1 / 3').first().waitFor();
  await shot(screen, 'insight-own');
  assertClean(screen);
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { consoleOf, report } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

async function mediating(): Promise<string> {
  const { id } = await report(real, '楼上漏水，两家为赔偿争执。', {
    type: 'dispute',
    category: 'gbt31000-17',
    answers: { parties: '楼上楼下两户', people: 4 },
  });
  const community = await real.as('community1');
  const me = await community.get<{ units: { id: string }[] }>('/api/me');
  await community.act(id, 'dispatch', { units: [{ unit: me.units[0]!.id, role: 'main' }] });
  return id;
}

async function fill(
  page: Page,
  dialog: string,
  button: string,
  fields: Record<string, string>,
): Promise<void> {
  const box = page.getByRole('dialog', { name: dialog });
  for (const [label, value] of Object.entries(fields))
    await box.getByLabel(label, { exact: true }).fill(value);
  await box.getByRole('button', { name: button, exact: true }).click();
  await box.waitFor({ state: 'hidden' });
}

const answer = (page: Page, label: string) =>
  page.locator('.adm-form-item', { hasText: label }).getByRole('textbox');

test('a community registers the parties, names the mediator and composes the agreement; the mediator records a session on the phone', async () => {
  const id = await mediating();
  const screen = await consoleOf(browser, real, 'community1', `/matters/${id}`);
  const { page } = screen;
  const panel = page.getByRole('region', { name: '调解档案' });
  await panel.getByRole('button', { name: '登记当事人' }).click();
  await fill(page, '登记当事人', '登记', { 姓名或名称: '赵大江', 联系电话: '13800138000' });
  await panel.getByText('赵**').waitFor();
  await panel.getByRole('button', { name: '指定调解员' }).click();
  await fill(page, '指定调解员', '指定', { '账号（用户名）': 'grid1', 单位: '听涛社区' });
  await panel.getByText('有账号，手机上可办').waitFor();
  assert.ok(!(await panel.innerText()).includes('赵大江'), 'the name stays hidden');

  await panel.getByRole('button', { name: '起草协议' }).click();
  const form = page.getByRole('dialog', { name: '调解协议书' });
  await form.getByRole('button', { name: '由已登记的情况起草' }).click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('textarea')].some((box) => box.value.includes('赵大江')),
  );
  await shot(screen, 'dispute-agreement');
  await form.getByRole('button', { name: '保存为新一版' }).click();
  await panel.getByText('第 1 版').waitFor();
  await shot(screen, 'dispute-panel');

  await panel.getByRole('button', { name: '查看姓名和记录' }).click();
  await fill(page, '查看姓名和记录', '查看', { 用途: '核对协议' });
  await panel.getByText('赵大江').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.hy-dispute-sheet').isVisible());
  await shot(screen, 'dispute-print');
  await page.emulateMedia({ media: 'screen' });
  assertClean(screen);
  await screen.close();

  const context = await signedIn(browser, real, 'grid1', 'phone');
  const phone = await open(browser, `${real.url}/portal/disputes`, 'phone', { context });
  await phone.page.getByText('楼上漏水').click();
  await phone.page.getByRole('button', { name: '登记一次调解' }).click();
  await answer(phone.page, '调解地点').fill('社区调解室');
  await answer(phone.page, '到场人员').fill('双方');
  await answer(phone.page, '调解记录').fill('楼上愿意赔偿，数额再议。');
  await shot(phone, 'dispute-phone-session');
  await phone.page.getByRole('button', { name: '保存' }).click();
  await phone.page.getByText('社区调解室').waitFor();
  await shot(phone, 'dispute-phone');
  assertClean(phone);
  await context.close();
});

test('the list shows class and next step, and opens the matter', async () => {
  const id = await mediating();
  await real.program.settle();
  const screen = await consoleOf(browser, real, 'community1', '/disputes?kind=17');
  await screen.page.getByText('邻里关系').first().waitFor();
  await shot(screen, 'dispute-list');
  await screen.page.getByText('楼上漏水').first().click();
  await screen.page.waitForURL(/matters\//);
  assertClean(screen);
  await screen.close();
  const other = await real.as('grid2');
  assert.equal((await other.ask('GET', `/api/disputes/${id}`)).status, 404);
});

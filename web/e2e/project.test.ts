import { test } from 'node:test';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

test('a list is made, its person reports on the phone, and everybody sees how far it is', async () => {
  const community = await real.as('community1');
  const me = await community.get<{ units: { id: string }[] }>('/api/me');
  const screen = await consoleOf(browser, real, 'community1', '/projects');
  const { page } = screen;
  await page.getByRole('button', { name: '建立清单' }).click();
  await page.getByLabel('名称').fill('十件民生实事');
  await page.getByRole('switch').click();
  await page.getByRole('button', { name: '建立', exact: true }).click();
  await page.getByRole('heading', { name: /十件民生实事/ }).waitFor();
  const list = page.url().split('/').at(-1)!;
  await community.post(`/api/projects/${list}/items`, {
    client_id: crypto.randomUUID(),
    name: '加装路灯二十盏',
    unit: me.units[0]!.id,
    account: 'grid1',
    deadline: '2099-12-31',
    milestones: [{ name: '开工', due_on: '2020-01-01' }],
  });

  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'grid1');
  await phone.page.goto(`${real.url}/portal/projects`);
  await phone.page.getByText('加装路灯二十盏').waitFor();
  await shot(phone, 'project-phone');
  await phone.page.getByRole('button', { name: '填报进展' }).click();
  const field = (label: string) => phone.page.locator('.adm-form-item', { hasText: label });
  await field('进展').first().getByRole('textbox').fill('路灯已装好十二盏');
  await field('完成百分比').locator('input').fill('60');
  await field('已到达的节点').getByText('开工').click();
  await phone.page.getByRole('button', { name: '提交' }).click();
  await phone.page.getByText('60%').waitFor();
  assertClean(phone);
  await phone.close();

  await page.reload();
  await page.getByRole('button', { name: '看进展' }).click();
  await page.getByText('路灯已装好十二盏').waitFor();
  await shot(screen, 'project-list');
  assertClean(screen);
  await screen.close();

  const guest = await open(browser, `${real.url}/portal/public-projects`, 'phone');
  await guest.page.getByText('十件民生实事').click();
  await guest.page.getByText('加装路灯二十盏').waitFor();
  await shot(guest, 'project-public');
  assertClean(guest);
  await guest.close();
});

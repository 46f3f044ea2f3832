import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
const DAY = 86_400_000;

before(async () => {
  const community = await real.as('community1');
  for (let i = 0; i < 4; i += 1) {
    const call = { type: 'city-event', area: '429998001001', client_id: randomUUID() };
    const { id } = await community.post<{ id: string }>('/api/matters', {
      ...call,
      text: `第 ${i} 处路面积水`,
    });
    if (i < 2) await community.act(id, 'accept');
  }
});

async function consoleOf(path: string, size: 'desktop' | 'phone' = 'desktop') {
  const context = await signedIn(browser, real, 'admin');
  const screen = await open(browser, `${real.url}/console/${path}`, 'desktop', { context });
  if (size === 'phone') await screen.page.setViewportSize({ width: 390, height: 844 });
  return { screen, page: screen.page, close: () => context.close() };
}

async function write(page: Page, change: (text: string) => string): Promise<void> {
  const editor = page.getByRole('textbox', { name: /的内容$/ });
  await editor.fill(change(await editor.inputValue()));
}

async function tryOut(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '试算' }).click();
  await page.getByRole('button', { name: '在过去的事项上试算' }).click();
}

/**
 * The next days are off, for longer than any public holiday: what began now is due later by those of them on which people would have
 * worked, whatever day it is today.
 */
function offDays(): string {
  const days = Array.from({ length: 20 }, (_, i) =>
    new Date(Date.now() + (i + 1) * DAY + DAY / 3).toISOString().slice(0, 10),
  );
  return `days:\n${days.map((date) => `  - { date: ${date}, working: false, name: 停电 }`).join('\n')}\n`;
}

test('the kinds stand beside the list: the rules of routing are two clicks away, a kind stays in the address', async () => {
  const { screen, page, close } = await consoleOf('config');
  const kinds = page.getByRole('navigation', { name: '种类' });
  await kinds.getByRole('button', { name: /分派规则/ }).click();
  await page.getByRole('link', { name: '标准分派规则' }).waitFor();
  await page.getByRole('link', { name: '标准工作日历' }).waitFor({ state: 'hidden' });
  await kinds.getByRole('button', { name: /类别与立案条件/ }).click();
  await page.getByRole('link', { name: '城市管理部件与事件（GB/T 30428.2—2013）' }).waitFor();
  await shot(screen, 'config-kinds');
  await page.getByRole('searchbox', { name: '搜配置' }).fill('没有这样的');
  await page.getByText('没有符合条件的配置').waitFor();
  await page.goto(`${real.url}/console/config?tab=alarms`);
  await page.getByRole('link', { name: '打开分派规则' }).click();
  await page.getByText('校验通过').waitFor();
  assertClean(screen);
  await close();
  const phone = await consoleOf('config', 'phone');
  await phone.page.getByRole('link', { name: '标准分派规则' }).waitFor();
  await shot(phone.screen, 'config-kinds-phone');
  assertClean(phone.screen);
  await phone.close();
});

test('a calendar is tried on the clocks of the past: how many move, by how much, each of them listed', async () => {
  const { screen, page, close } = await consoleOf('config/calendar/standard');
  await page.getByText('校验通过').waitFor();
  await tryOut(page);
  await page.getByText(/个时限，其中\s*0\s*个的到期时间会不同/).waitFor();
  await page.getByRole('tab', { name: '草稿' }).click();
  await write(page, (text) => `${text}${offDays()}`);
  await page.getByText('校验通过').waitFor();
  await tryOut(page);
  await page.getByText(/个时限，其中\s*4\s*个的到期时间会不同/).waitFor();
  await page.getByRole('cell', { name: /^推迟 / }).waitFor();
  await page
    .getByText(/城市管理事件 · /)
    .first()
    .waitFor();
  await shot(screen, 'config-trial-calendar');
  assertClean(screen);
  await close();
  const phone = await consoleOf('config/calendar/standard?tab=trial', 'phone');
  await phone.page.getByText(/个时限，其中\s*4\s*个/).waitFor();
  await shot(phone.screen, 'config-trial-phone');
  assertClean(phone.screen);
  await phone.close();
});

test('a flow is tried on the steps of the past, in whose place the draft would have led elsewhere', async () => {
  const { screen, page, close } = await consoleOf('config/workflow/city-event');
  await page.getByText('校验通过').waitFor();
  await write(page, (text) =>
    text.replace(
      'from: [reported]\n    to: accepted\n',
      'from: [reported]\n    to: [{ when: matter.urgent, to: accepted }, { to: registered }]\n',
    ),
  );
  await page.getByText('校验通过').waitFor();
  await tryOut(page);
  await page.getByText(/步，其中\s*2\s*步会不同/).waitFor();
  await page.getByRole('button', { name: '看不同' }).click();
  await page.getByText('会去「待派遣」').first().waitFor();
  await shot(screen, 'config-trial-flow');
  assertClean(screen);
  await close();
});

test('what does not fit a shape is told in Chinese at its line', async () => {
  const { screen, page, close } = await consoleOf('config/finding/standard');
  await page.getByText('校验通过').waitFor();
  await write(page, (text) => text.replace('radius: 100', 'radius: 很远').replace('count: 5', 'cont: 5'));
  await page.getByRole('button', { name: /^第 \d+ 行.*应为整数/ }).waitFor();
  await page.getByRole('button', { name: /^第 \d+ 行.*没有「cont」这一项/ }).waitFor();
  await shot(screen, 'config-shape');
  assertClean(screen);
  await close();
});

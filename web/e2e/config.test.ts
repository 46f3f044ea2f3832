import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

async function consoleOf(username: string, path: string, allow?: RegExp) {
  const context = await signedIn(browser, real, username);
  const screen = await open(browser, `${real.url}/console/${path}`, 'desktop', { context, allow });
  return { screen, page: screen.page, close: () => context.close() };
}

async function report(more: object = {}): Promise<string> {
  const community = await real.as('community1');
  const call = {
    type: 'city-event',
    text: '路灯坏了，晚上很暗',
    area: '429998001001',
    client_id: randomUUID(),
  };
  const { id } = await community.post<{ id: string }>('/api/matters', { ...call, ...more });
  return id;
}

/** The text of the editor, changed; the linter has judged it before this ends. */
async function write(page: Page, change: (text: string) => string): Promise<void> {
  const editor = page.getByRole('textbox', { name: /的内容$/ });
  await editor.fill(change(await editor.inputValue()));
}
async function publish(page: Page, words: RegExp): Promise<void> {
  await page
    .getByRole('button', { name: '发 布' })
    .or(page.getByRole('button', { name: '发布', exact: true }))
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发\s?布$/ })
    .click();
  await page.getByText(words).waitFor();
}

test('a new version of a flow, published while matters are open: the linter leads to the line, open ones keep theirs', async () => {
  const first = await report();
  const { screen, page, close } = await consoleOf('admin', 'config');
  await page.getByRole('link', { name: '城市管理事件' }).first().waitFor();
  await shot(screen, 'config-list');
  await page.goto(`${real.url}/console/config/workflow/city-event`);
  await page.getByText('校验通过').waitFor();
  await page.getByLabel('流程图').waitFor();
  await shot(screen, 'config-workflow');
  await write(page, (text) => text.replace(/^initial: .*$/m, 'initial: nowhere'));
  const fault = page.getByRole('button', { name: /^第 \d+ 行.*nowhere/ }).first();
  await fault.waitFor();
  await shot(screen, 'config-faults');
  await fault.click();
  const chosen = await page.getByRole('textbox', { name: /的内容$/ }).evaluate((box) => {
    const { value, selectionStart, selectionEnd } = box as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(chosen, 'initial: nowhere');
  assert.ok(
    await page.getByRole('button', { name: /^发\s?布$/ }).isDisabled(),
    'with errors nothing is published',
  );
  await write(page, (text) =>
    text.replace('initial: nowhere', 'initial: reported').replace('name: 待受理', 'name: 等待受理'),
  );
  await page.getByText('校验通过').waitFor();
  await page.getByLabel('修改说明').fill('待受理改称等待受理');
  await page.getByRole('tab', { name: '差异' }).click();
  await page.getByText('等待受理').first().waitFor();
  await shot(screen, 'config-diff');
  await publish(page, /已发布为第 \d+ 版/);
  await page.getByRole('tab', { name: '历史' }).click();
  await page.getByRole('cell', { name: '待受理改称等待受理' }).waitFor();
  await shot(screen, 'config-history');
  const second = await report();
  const community = await real.as('community1');
  const names = await Promise.all(
    [first, second].map(
      async (id) => (await community.get<{ state_name: string }>(`/api/matters/${id}`)).state_name,
    ),
  );
  assert.deepEqual(names, ['待受理', '等待受理']);
  assertClean(screen);
  await close();
});

test('routing rules are tried on the past, left while it runs, and published; the matter then tells why it came here', async () => {
  for (let i = 0; i < 3; i += 1) await report({ text: `第 ${i} 盏路灯不亮` });
  await report({ text: '垃圾没有人收' });
  const { screen, page, close } = await consoleOf('admin', 'config/routing/standard');
  await page.getByText('校验通过').waitFor();
  await write(
    page,
    (text) => `${text}
  - code: lamps
    name: 路灯由街道牵头
    words: [路灯]
    level: B
    priority: urgent
`,
  );
  await page.getByText('未保存').waitFor();
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('有草稿').waitFor();
  await page.getByRole('tab', { name: '试算' }).click();
  await page.getByRole('button', { name: '在过去的事项上试算' }).click();
  await page.goto(`${real.url}/console/config`);
  await page.getByText('在改').waitFor();
  await page.goto(`${real.url}/console/config/routing/standard?tab=trial`);
  await page.getByText('件的派法与当时不同').waitFor();
  await page
    .getByRole('cell', { name: /路灯由街道牵头/ })
    .first()
    .waitFor();
  await page
    .getByText(/「路灯由街道牵头」：.*B 级开始/)
    .first()
    .waitFor();
  await shot(screen, 'config-trial');
  await publish(page, /已发布为第 2 版/);
  const id = await report({ text: '又有一盏路灯不亮' });
  assertClean(screen);
  await close();

  const street = await consoleOf('street1', `matters/${id}`);
  await street.page.getByRole('button', { name: '看依据' }).click();
  await street.page.getByText('规则「路灯由街道牵头」').waitFor();
  await street.page.getByText('用当时的规则和事实重新计算，结果相同。').waitFor();
  await street.page.getByLabel('为什么派到这里').scrollIntoViewIfNeeded();
  await shot(street.screen, 'routing-why');
  assertClean(street.screen);
  await street.close();
});

test('two who write the same draft: the second is told, and both texts are there', async () => {
  const { screen, page, close } = await consoleOf('admin', 'config/calendar/standard', /status of 409/);
  await page.getByText('校验通过').waitFor();
  const admin = await real.as('admin');
  const { text } = await admin.get<{ text: string }>('/api/config/calendar/standard');
  const theirs = { text: `${text}\n# 别人写的一行\n`, version: 0 };
  assert.equal((await admin.ask('PUT', '/api/config/calendar/standard/draft', theirs)).status, 200);
  await write(page, (mine) => `${mine}\n# 我写的一行\n`);
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByText('刚刚改过这份草稿，您写的内容还在').waitFor();
  await page.getByText('# 别人写的一行').first().waitFor();
  await shot(screen, 'config-conflict');
  await page.getByRole('button', { name: '以我的为准保存' }).click();
  await page.getByText('刚刚改过这份草稿').waitFor({ state: 'hidden' });
  const { draft } = await admin.get<{ draft: { text: string } }>('/api/config/calendar/standard');
  assert.match(draft.text, /我写的一行/);
  await page.reload();
  assert.match(await page.getByRole('textbox', { name: /的内容$/ }).inputValue(), /我写的一行/);
  assertClean(screen);
  await close();
});

test('a document is copied as a new one, which is a draft until it is published', async () => {
  const { screen, page, close } = await consoleOf('admin', 'config/type/wish');
  await page.getByText('校验通过').waitFor();
  await page.getByRole('button', { name: '复制为新的' }).click();
  await page.getByLabel('新的代码').fill('shared-wish');
  await page.getByRole('button', { name: '建草稿' }).click();
  await page.getByText('还没有发布过').waitFor();
  assert.match(await page.getByRole('textbox', { name: /的内容$/ }).inputValue(), /^code: shared-wish$/m);
  await page.getByText('校验通过').waitFor();
  await shot(screen, 'config-copy');
  assertClean(screen);
  await close();
});

test('on a phone the editor is not wider than the phone', async () => {
  const context = await signedIn(browser, real, 'admin', 'phone');
  const screen = await open(browser, `${real.url}/console/config/ladder/standard`, 'phone', { context });
  await screen.page.getByText('校验通过').waitFor();
  const width = await screen.page.evaluate(() => document.documentElement.scrollWidth);
  await shot(screen, 'config-phone');
  assert.ok(width <= 390, `${width} wide`);
  assertClean(screen);
  await context.close();
});

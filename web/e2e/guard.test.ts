import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { type Caller, realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

/** A matter that a caller reported by telephone. */
async function callersMatter(worker: Caller): Promise<string> {
  const { id } = await worker.post<{ id: string }>('/api/matters', {
    client_id: randomUUID(),
    type: 'city-event',
    source: 'desk',
    text: '路灯不亮，晚上看不清路',
    point: { lng: 114.3892526, lat: 30.4063406 },
    contact: { name: '赵女士', phone: '13912345678' },
  });
  return id;
}

const PHONE = { width: 390, height: 844 };

test('the security administrator sees the keys and changes them with a reason', async () => {
  const context = await signedIn(browser, real, 'security');
  const screen = await open(browser, `${real.url}/console/keys`, 'desktop', { context });
  const { page } = screen;
  await page.getByText('AES-256-GCM').first().waitFor();
  await shot(screen, 'keys');
  await page.getByRole('button', { name: '更换密钥' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /更\s*换/ }).click();
  await dialog.getByText('请写明原因，至少 2 个字').waitFor();
  await dialog.getByLabel('更换原因').fill('每年例行更换');
  await dialog.getByRole('button', { name: /更\s*换/ }).click();
  await page.getByRole('cell', { name: '半分钟内启用' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '更换密钥' }).isDisabled(), true);
  await page.setViewportSize(PHONE);
  await shot(screen, 'keys-phone');
  await assertClean(screen);
  await context.close();
});

test('a look at a caller is before the auditor, with its purpose; the screen that shows it carries a watermark', async () => {
  const context = await signedIn(browser, real, 'community1');
  const worker = await real.as('community1');
  const id = await callersMatter(worker);
  const matter = await worker.get<{ id: string; number: string }>(`/api/matters/${id}`);
  const screen = await open(browser, `${real.url}/console/matters/${matter.id}`, 'desktop', { context });
  const { page } = screen;
  const panel = page.locator('section', { has: page.getByRole('heading', { name: '诉求人' }) });
  await panel.getByRole('button', { name: /查\s*看/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('用途').click();
  await page.locator('.ant-select-item-option', { hasText: '上门处置前联系' }).click();
  await dialog.getByRole('button', { name: /查\s*看/ }).click();
  await panel.getByRole('link', { name: '拨打' }).waitFor();
  // The mark lies over the panel as a picture of its own.
  await page.locator('div[style*="background-image"]').first().waitFor({ state: 'attached' });
  await shot(screen, 'watermark');
  await assertClean(screen);
  await context.close();
  await real.program.settle();
  const auditor = await signedIn(browser, real, 'auditor');
  const audit = await open(browser, `${real.url}/console/audit?category=look`, 'desktop', {
    context: auditor,
  });
  await audit.page.getByText('用途：上门处置前联系').first().waitFor();
  await audit.page.getByText(matter.number).first().waitFor();
  await shot(audit, 'audit-entries');
  await audit.page.setViewportSize(PHONE);
  await shot(audit, 'audit-entries-phone');
  await assertClean(audit);
  await auditor.close();
});

test('a page that an account may not enter says so, and where to go on', async () => {
  const context = await signedIn(browser, real, 'auditor');
  const screen = await open(browser, `${real.url}/console/housing`, 'desktop', { context });
  const { page } = screen;
  await page.getByText('您没有进入“房屋地图”的权限').waitFor();
  await shot(screen, 'door-shut');
  await page.getByRole('link', { name: /^去/ }).click();
  await page.getByRole('heading', { name: '组织人员' }).waitFor();
  await assertClean(screen);
  await context.close();
});

test('unusual reading is looked into and closed with a note', async () => {
  const worker = await real.as('community1');
  const id = await callersMatter(worker);
  for (let i = 0; i < 32; i++) await worker.post(`/api/matters/${id}/contact`, { purpose: '核对通讯录' });
  await real.program.settle();
  const context = await signedIn(browser, real, 'auditor');
  const screen = await open(browser, `${real.url}/console/audit?tab=alerts`, 'desktop', { context });
  const { page } = screen;
  const row = page.locator('.ant-table-row', { hasText: '一小时内大量查看' });
  await row.getByRole('button', { name: /核\s*查/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('核查结果').fill('与本人及社区书记核实，为集中回访，属正常工作');
  await shot(screen, 'audit-close');
  await dialog.getByRole('button', { name: '核查完毕' }).click();
  await row.getByText('已核查').waitFor();
  await shot(screen, 'audit-alerts');
  await row.getByRole('button', { name: '看记录' }).click();
  await page.getByText('用途：核对通讯录').first().waitFor();
  await assertClean(screen);
  await context.close();
});

test('the auditor sees that the log is whole and keeps its newest hash outside', async () => {
  const context = await signedIn(browser, real, 'auditor');
  const screen = await open(browser, `${real.url}/console/audit?tab=chain`, 'desktop', { context });
  const { page } = screen;
  await page.getByText('没有发现改动').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载哈希' }).click();
  const text = await readFile((await (await saved).path())!, 'utf8');
  const auditor = await real.as('auditor');
  const { batch } = await auditor.get<{ batch: { number: number; hash: string } }>('/api/audit/chain');
  assert.match(text, new RegExp(`${batch.number}:${batch.hash}`));
  await shot(screen, 'audit-chain');
  await page.setViewportSize(PHONE);
  await shot(screen, 'audit-chain-phone');
  await assertClean(screen);
  await context.close();
});

test('an administrator is asked for by one, agreed to by another, and each sees half of the password', async () => {
  const admin = await real.as('admin');
  const made = await admin.post<{ staff: { id: string } }>('/api/staff', { username: 'chen', name: '陈审' });
  const context = await signedIn(browser, real, 'security');
  const screen = await open(browser, `${real.url}/console/people?id=${made.staff.id}`, 'desktop', {
    context,
  });
  const { page } = screen;
  await page.getByRole('button', { name: '授予角色' }).click();
  const dialog = page.getByRole('dialog', { name: /授予 陈审 角色/ });
  await dialog.getByLabel('角色').click();
  await page.locator('.ant-select-item-option', { hasText: '审计管理员' }).click();
  await dialog.getByRole('button', { name: /授\s*予/ }).click();
  const first = await page.getByTestId('half-password').innerText();
  await shot(screen, 'appointment-asked');
  await assertClean(screen);
  await context.close();
  const other = await signedIn(browser, real, 'admin');
  const second = await open(browser, `${real.url}/console/people`, 'desktop', { context: other });
  await second.page.getByText('担任审计管理员').waitFor();
  await shot(second, 'appointment-waits');
  await second.page.getByRole('button', { name: /^同\s*意$/ }).click();
  await second.page
    .getByRole('dialog')
    .getByRole('button', { name: /同\s*意/ })
    .click();
  const rest = await second.page.getByTestId('half-password').innerText();
  const signed = await fetch(`${real.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'chen', password: first + rest }),
  });
  assert.equal(signed.status, 200);
  await assertClean(second);
  await other.close();
});

test('lists of people fill the page under their watermark', async () => {
  const context = await signedIn(browser, real, 'community1');
  for (const at of ['residents', 'care']) {
    const screen = await open(browser, `${real.url}/console/${at}`, 'desktop', { context });
    const { page } = screen;
    await page.locator('.hy-list-body .ant-table-row').first().waitFor();
    const { height } = page.viewportSize()!;
    const list = await page.locator('.hy-list-body').boundingBox();
    await shot(screen, `fills-${at}`);
    assert.ok(list!.height > height / 2, `${at}: ${list!.height} of ${height} px`);
    await assertClean(screen);
    await screen.close();
  }
  await context.close();
});

test('the auditor’s list fills the page under its watermark, and the auditor alone sets when reading is unusual', async () => {
  const context = await signedIn(browser, real, 'auditor');
  const screen = await open(browser, `${real.url}/console/audit`, 'desktop', {
    ...{ context, allow: /422/ },
  });
  const { page } = screen;
  const rows = page.locator('.hy-list-body .ant-table-row');
  await rows.first().waitFor();
  const list = await page.locator('.hy-list-body').boundingBox();
  const { height } = page.viewportSize()!;
  assert.ok(list!.height > height / 2, `${list!.height} of ${height} px`);
  assert.ok((await rows.count()) > 8, `${await rows.count()} rows`);
  await shot(screen, 'audit-all');
  await page.getByRole('tab', { name: '预警规则' }).click();
  const night = page.getByRole('region', { name: '夜间查看' });
  await night.getByLabel('到几点').fill('22');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByText('夜间的开始和结束不能是同一个钟点').waitFor();
  await night.getByLabel('到几点').fill('7');
  const away = page.getByRole('region', { name: '查看辖区以外' });
  await away.getByText('查看辖区以外的信息').waitFor();
  await away.getByLabel('几次起').fill('-5');
  await away.getByLabel('几分钟之内').fill('0');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await away.getByText('请填写 1 到 10,080 之间的整数').waitFor();
  await away.getByText('请填写 1 到 10,000 之间的整数').waitFor();
  assert.equal(await away.getByLabel('几次起').inputValue(), '-5', 'what was typed stands there');
  await away.getByLabel('几分钟之内').fill('1440');
  await away.getByLabel('几次起').fill('3');
  await night.getByLabel('名称').fill('');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await night.getByText('请填写名称').waitFor();
  await shot(screen, 'audit-rules-unnamed');
  await night.getByLabel('名称').fill('夜间查看');
  await shot(screen, 'audit-rules');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByText('已保存，即刻生效').waitFor();
  const { rules } = await (await real.as('auditor')).get<{ rules: { kind: string; to?: number }[] }>(
    '/api/audit/policy',
  );
  assert.equal(rules.find(({ kind }) => kind === 'night')?.to, 7);
  await page.setViewportSize(PHONE);
  await shot(screen, 'audit-rules-phone');
  await assertClean(screen);
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failingReceiver, signedIn, upload } from './admin.sample.ts';
import { assertClean, drawn, open, shot, until } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

async function consoleOf(username: string, path: string, allow?: RegExp) {
  const context = await signedIn(browser, real, username);
  const screen = await open(browser, `${real.url}/console/${path}`, 'desktop', { context, allow });
  return { screen, page: screen.page, close: () => context.close() };
}

test('the administrator finds an area on the map and in the tree, divides a community and takes it back', async () => {
  const { screen, page, close } = await consoleOf('admin', 'areas');
  await page.locator('.ant-tree-title', { hasText: '临江区' }).click();
  await page.locator('.hy-areas-page').getByText('429998', { exact: true }).waitFor();
  await drawn(screen, '.hy-map', 0.05);
  await shot(screen, 'area-district');
  await page.getByLabel('查找区域').fill('429998001001');
  await page.locator('.ant-select-item-option').first().click();
  await page.locator('.hy-areas-page').getByText('429998001001', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: '网格服务片' }).check();
  await shot(screen, 'area-community');
  await page.getByRole('button', { name: '新建下级' }).click();
  await page.getByLabel('编码').fill('429998001001991');
  await page.getByLabel('名称').fill('试建网格');
  await page.getByRole('button', { name: '新建', exact: true }).click();
  await page.locator('.hy-areas-page').getByText('429998001001991').waitFor();
  await page.getByText('还没有边界').waitFor();
  await page.getByRole('button', { name: '停用' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await page.locator('.hy-areas-page').getByText('已停用').waitFor();
  assertClean(screen);
  await close();
});

test('a boundary file with a fault is named by row with its remedy; the good one becomes a new version', async () => {
  const { screen, page, close } = await consoleOf('admin', 'areas?tab=import');
  const admin = await real.as('admin');
  const { geometry } = await admin.get<{ geometry: object }>('/api/areas/429998001001002/boundary');
  const file = (code: string) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: { 网格编码: code, 网格名称: '重叠网格' }, geometry }],
    });
  await page.getByText('边界', { exact: true }).click();
  await upload(page, '坏边界.geojson', file('42999800100'));
  await page.getByText('没有可以导入的内容').waitFor();
  const fault = page.getByRole('region', { name: '问题' });
  assert.match(await fault.innerText(), /第 1 个要素[\s\S]*11 位[\s\S]*15 位/);
  assert.equal(await page.getByRole('button', { name: '确认导入' }).count(), 0);
  await shot(screen, 'import-fault');
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByText('边界', { exact: true }).first().click();
  await upload(page, '好边界.geojson', file('429998001001778'));
  await page.getByRole('button', { name: '在地图上看' }).first().click();
  await drawn(screen, '.hy-finds-map', 0.02);
  await shot(screen, 'import-good');
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确认导入' }).click();
  const said = await page.getByText(/已生效，成为边界第 \d+ 版/).innerText();
  const version = /第 \d+ 版/.exec(said)![0];
  await page.getByRole('tab', { name: '边界版本' }).click();
  await page.getByRole('cell', { name: version, exact: true }).click();
  await page.getByRole('dialog').getByText('重叠网格').waitFor();
  await shot(screen, 'versions');
  assertClean(screen);
  await close();
});

test('a new member of staff signs in with the one-time password, must change it, and then sees the work', async () => {
  const { screen, page, close } = await consoleOf('admin', 'people');
  await page.getByRole('button', { name: '新建人员' }).click();
  await page.getByLabel('姓名', { exact: true }).fill('新来的');
  await page.getByLabel('用户名', { exact: true }).fill('newcomer');
  await page.getByRole('dialog').getByLabel('角色').click();
  await page.locator('.ant-select-item-option', { hasText: '社区工作人员' }).click();
  await page.getByRole('dialog').getByLabel('单位').fill('桂香');
  await page.locator('.ant-select-item-option', { hasText: '桂香社区' }).first().click();
  await shot(screen, 'staff-form');
  await page.getByRole('button', { name: '新建', exact: true }).click();
  const password = await page.getByTestId('one-time-password').innerText();
  await shot(screen, 'staff-password');
  await page.getByRole('button', { name: '已记下，关闭' }).click();
  await page.locator('.ant-drawer').getByText('待改密码').waitFor();
  await shot(screen, 'staff-drawer');
  assert.equal(
    await page.getByRole('button', { name: '重置密码' }).count(),
    0,
    'that is the security administrator’s',
  );
  assertClean(screen);
  await close();
  const own = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const second = await open(browser, `${real.url}/console/login`, 'desktop', { context: own });
  await second.page.getByLabel('账号').fill('newcomer');
  await second.page.getByLabel('密码', { exact: true }).fill(password);
  await second.page.getByRole('button', { name: '登录', exact: true }).click();
  await second.page.getByText('请先修改密码').waitFor();
  await second.page.getByLabel('现在的密码').fill(password);
  await second.page.getByLabel('新密码', { exact: true }).fill('Changed-2026-ok');
  await second.page.getByLabel('再填一次新密码').fill('Changed-2026-ok');
  await second.page.getByRole('button', { name: '保存新密码' }).click();
  await second.page.getByRole('menuitem', { name: '事项' }).waitFor();
  assertClean(second);
  await own.close();
});

test('the security administrator resets a password and has no business with units or new accounts', async () => {
  const { screen, page, close } = await consoleOf('security', 'people?q=grid2');
  await page.getByText('吴秋生').click();
  await page.getByRole('button', { name: '重置密码' }).click();
  await page
    .getByRole('dialog', { name: /重置密码/ })
    .getByRole('button', { name: '重置密码' })
    .click();
  await page.getByTestId('one-time-password').waitFor();
  await page.getByRole('button', { name: '已记下，关闭' }).click();
  await page.getByText('登录记录').waitFor();
  assert.equal(await page.getByRole('button', { name: '新建人员' }).count(), 0);
  assert.equal(await page.locator('.ant-drawer').getByRole('button', { name: '停用' }).count(), 0);
  await shot(screen, 'security-drawer');
  assertClean(screen);
  await close();
});

test('what failed in the outbox says why and is sent again by the administrator', async () => {
  const receiver = await failingReceiver();
  const { screen, page, close } = await consoleOf('admin', 'outbox?tab=hooks');
  await page.getByRole('button', { name: '登记回调' }).click();
  await page.getByLabel('名称').fill('数据中台');
  await page.getByLabel('回调地址').fill(receiver.url);
  await page.getByLabel('签名密钥').fill('0123456789abcdef0123');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByRole('cell', { name: '数据中台' }).waitFor();
  const community = await real.as('community1');
  await community.post('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    source: 'desk',
    text: '路灯不亮，请派人看看。',
    point: { lng: 114.3892526, lat: 30.4063406 },
    contact: { name: '赵女士', phone: '13912345678' },
  });
  await page.getByRole('tab', { name: '发送记录' }).click();
  const again = page.getByRole('button', { name: /^重发/ }).first();
  const admin = await real.as('admin');
  await until('a sending failed', async () => {
    const { items } = await admin.get<{ items: { state: string }[] }>('/api/outbox');
    return items.some(({ state }) => state === 'failed');
  });
  await page.reload();
  await again.waitFor();
  assert.match(await page.locator('.ant-table-row').first().innerText(), /失败待重试[\s\S]*HTTP 500/);
  await shot(screen, 'outbox-failed');
  receiver.mend();
  await again.click();
  await page.getByText('已排队重发').waitFor();
  await receiver.heard();
  assertClean(screen);
  await close();
  await receiver.close();
});

test('a file of many is mapped, tried, and imported; its two faulty rows come back with reasons', async () => {
  const { screen, page, close } = await consoleOf('city1', 'imports');
  const table = [
    '工单编号,事项类型,诉求内容,地址,社区编码',
    'A-1,城市管理事件,楼下夜市太吵,一号楼前,429998001001',
    'A-2,城市管理事件,路灯不亮,二号楼前,429998001001',
    'A-3,没有这种,内容,三号楼前,429998001001',
    'A-4,城市管理事件,,四号楼前,429998001001',
  ].join('\n');
  await upload(page, '历史.csv', table);
  await page.getByRole('region', { name: '列的对应' }).waitFor();
  await page.getByText('楼下夜市太吵').first().waitFor();
  await shot(screen, 'intake-mapping');
  await page.getByRole('button', { name: '试运行' }).click();
  await page.getByText('试运行完成').waitFor();
  await shot(screen, 'intake-trial');
  await page.getByRole('button', { name: '开始导入' }).click();
  await page.getByText('导入完成').waitFor();
  assert.match(await page.getByRole('status', { name: '进度' }).innerText(), /2\s*新建[\s\S]*2\s*退回/);
  await shot(screen, 'intake-done');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载退回的行' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /退回的行\.xlsx$/);
  await page.goto(`${real.url}/console/todo`);
  await page.getByRole('button', { name: /消息/ }).click();
  await page.getByText(/新建 2 件，重复 0 行，退回 2 行/).click();
  await page.getByRole('status', { name: '进度' }).getByText('导入完成').waitFor();
  await page.getByRole('menuitem', { name: '批量任务' }).click();
  await page.getByText('新建 2，重复 0，退回 2').waitFor();
  await shot(screen, 'jobs');
  assertClean(screen);
  await close();
});

test('flows are drawn and read, and a state chosen by the keyboard tells its ways', async () => {
  const { screen, page, close } = await consoleOf('admin', 'config?tab=flows&flow=repair');
  const state = page.getByRole('button', { name: /^维修中/ });
  await state.focus();
  await page.keyboard.press('Enter');
  await page.getByText('维修中 可到').waitFor();
  await shot(screen, 'config-repair');
  await page.getByRole('tab', { name: '类别与时限' }).click();
  await page.getByLabel('搜类别和条件').fill('井盖');
  await page.getByText('缺失、移位、开裂，存在安全隐患').first().waitFor();
  assertClean(screen);
  await close();
});

test('a grid worker has none of it: no entry, no page, no answer', async () => {
  const { screen, page, close } = await consoleOf('grid1', 'people', /status of 403/);
  await page.getByRole('menuitem').first().waitFor();
  const entries = await page.getByRole('menuitem').allInnerTexts();
  for (const name of ['组织人员', '消息发件箱', '配置', '批量任务']) assert.ok(!entries.includes(name), name);
  for (const path of ['people', 'outbox', 'config', 'imports']) {
    await page.goto(`${real.url}/console/${path}`);
    await page.getByText(/^您没有进入“.+”的权限/).waitFor();
  }
  await page.goto(`${real.url}/console/areas?tab=import`);
  await page.getByRole('tab', { name: '地图与目录' }).waitFor();
  assert.equal(await page.getByRole('tab', { name: '导入' }).count(), 0);
  const grid1 = await real.as('grid1');
  for (const path of ['/api/staff', '/api/outbox', '/api/webhooks', '/api/workflows', '/api/areas/imports'])
    assert.equal((await grid1.ask('GET', path)).status, 403, path);
  assertClean(screen);
  await close();
});

test('on a phone no screen of the administration is wider than the phone', async () => {
  const context = await signedIn(browser, real, 'admin', 'phone');
  for (const path of ['areas', 'areas?tab=import', 'people', 'people?tab=units', 'outbox', 'config']) {
    const screen = await open(browser, `${real.url}/console/${path}`, 'phone', { context });
    await screen.page.waitForTimeout(path === 'areas' ? 4000 : 1500);
    const width = await screen.page.evaluate(() => document.documentElement.scrollWidth);
    await shot(screen, `phone-${path.replace(/\W/g, '-')}`);
    assert.ok(width <= 390, `${path} is ${width} wide`);
    assertClean(screen);
    await screen.close();
  }
  await context.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleTask } from '../../server/src/features/duty/sample.ts';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { consoleOf, option } from './console.sample.ts';
import { assertClean, open, type Screen, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const photo = async () => ({ name: 'door.jpg', mimeType: 'image/jpeg', buffer: await samplePhoto() });

async function phoneOf(who: string): Promise<Screen> {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch/,
  });
  await real.enter(phone.context, who);
  return phone;
}
/** A task given to the grid of `grid1`, which nobody has filled in yet. */
async function given(title: string): Promise<void> {
  const { areas } = await (await real.as('grid1')).get<{ areas: { id: string }[] }>('/api/me');
  await (await real.as('community1')).post('/api/duties', sampleTask(areas[0]!.id, { title }));
}
const centreOf = async (who: string): Promise<{ lng: number; lat: number }> => {
  const caller = await real.as(who);
  const { areas } = await caller.get<{ areas: { id: string }[] }>('/api/me');
  return (await caller.get<{ center: { lng: number; lat: number } }>(`/api/areas/${areas[0]!.id}`)).center;
};

test('a task of the seven lines is given, filled on the phone without signal, shown as progress, sent back and exported', async () => {
  const screen = await consoleOf(browser, real, 'community1', '/duties/new');
  const { page } = screen;
  await page.getByLabel('任务名称').fill('出租房走访');
  await page.getByLabel('条线').click();
  await page.locator(option).getByText('公安').click();
  await page.getByLabel('区域').click();
  await page.locator(option).first().click();
  await page.getByLabel('工作要求').fill('逐户走访出租房，登记户数。');
  await page.getByLabel('填写项名称').fill('走访户数');
  // Numbers that cannot be are refused as they were typed.
  await page.getByLabel('时限', { exact: true }).fill('2000');
  await page.getByLabel('至少几张照片').fill('12');
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await page.getByText('请填写 1 到 999 之间的整数').waitFor();
  await page.getByText('请填写 0 到 9 之间的整数').waitFor();
  assert.equal(await page.getByLabel('时限', { exact: true }).inputValue(), '2000');
  assert.equal(await page.getByLabel('至少几张照片').inputValue(), '12');
  await shot(screen, 'duty-new-wrong');
  await page.getByLabel('时限', { exact: true }).fill('5');
  await page.getByLabel('至少几张照片').fill('');
  // What was looked up before something was changed is not shown after it.
  const { promise: held, resolve: answer } = Promise.withResolvers<void>();
  const preview = '**/api/duties/preview';
  await page.route(preview, (route) => held.then(() => route.continue()), { times: 1 });
  const [asked] = await Promise.all([
    page.waitForRequest(preview),
    page.getByRole('button', { name: '预览' }).click(),
  ]);
  await page.getByLabel('至少几张照片').fill('1');
  answer();
  await (await asked.response())?.finished();
  await page.locator('.hy-asking-send .ant-btn-loading').first().waitFor({ state: 'detached' });
  assert.equal(await page.locator('.hy-asking-send').getByRole('status').count(), 0);
  await page.getByRole('switch', { name: '须在现场定位' }).click();
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByRole('status').getByText('到期').waitFor();
  await shot(screen, 'duty-new');
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await page.getByRole('heading', { name: /出租房走访/ }).waitFor();

  const phone = await phoneOf('grid1');
  const here = await centreOf('grid1');
  await phone.context.grantPermissions(['geolocation']);
  await phone.context.setGeolocation({ longitude: here.lng, latitude: here.lat });
  await phone.page.goto(`${real.url}/portal/tasks`);
  // It stands in the list by itself, and behind the door with all of the grid.
  await phone.page.getByRole('button', { name: /网格任务.*出租房走访/ }).waitFor();
  await shot(phone, 'duty-phone-tasks');
  await phone.page.getByRole('button', { name: /没有信号也能填/ }).click();
  await shot(phone, 'duty-phone-list');
  await phone.page.getByRole('button', { name: /出租房走访/ }).click();
  const field = phone.page.locator('input[type="text"], .adm-input-element').first();
  // Opened with signal, filled without: a page that is still coming would never come.
  await field.waitFor();
  await phone.context.setOffline(true);
  await field.fill('12');
  await phone.page.getByTestId('photo-input').setInputFiles(await photo());
  await shot(phone, 'duty-phone');
  await phone.page.getByRole('button', { name: '提交' }).click();
  await phone.page.getByText('等待发送').first().waitFor();
  await phone.context.setOffline(false);
  await phone.page.getByText('等待发送').first().waitFor({ state: 'detached' });

  const progress = page.getByRole('region', { name: '进度' });
  await progress.getByText('已完成 1', { exact: false }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('.hy-asking-map canvas'));
  await shot(screen, 'duty-progress');
  await page.getByRole('button', { name: '看填报' }).first().click();
  await page.getByText('走访户数').last().waitFor();
  await page.locator('.hy-duty-rounds').getByText('12', { exact: true }).waitFor();
  await shot(screen, 'duty-piece');
  await page.getByRole('button', { name: '退回重做' }).click();
  await page.getByLabel('退回原因').fill('请写明有几户没见到人');
  await page.getByRole('button', { name: /^退\s*回$/ }).click();
  await page.getByText('已退回：请写明有几户没见到人').waitFor();
  await phone.page.goto(`${real.url}/portal/duties`);
  await phone.page.getByText('退回重做').waitFor();
  await shot(phone, 'duty-phone-returned');
  await page.locator('.ant-drawer-close').click();
  await page.getByRole('button', { name: '导出结果' }).click();
  await page.getByRole('link', { name: '下载 XLSX' }).waitFor();
  assertClean(screen);
  await phone.close();
  await screen.close();
});

test('without signal a phone that has kept nothing says so and tries again', async () => {
  await given('消防通道查看');
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch/,
    bare: true,
  });
  await real.enter(phone.context, 'grid1');
  const pieces = /\/api\/duty-pieces(\?|$)/;
  await phone.context.route(pieces, (route) => route.abort('internetdisconnected'));
  await phone.page.goto(`${real.url}/portal/duties`);
  await phone.page.getByRole('alert').getByText('这份清单没有存在本机').waitFor();
  assert.equal(await phone.page.getByText('没有要做的').count(), 0);
  await shot(phone, 'duty-phone-nothing-kept');
  await phone.context.unroute(pieces);
  await phone.page.getByRole('button', { name: '重试' }).click();
  await phone.page.getByRole('button', { name: /消防通道查看/ }).waitFor();
  assertClean(phone);
  await phone.close();
});

test('an empty objection is mended in its sheet, not in the form behind it that was refused before', async () => {
  await given('群租房查看');
  const phone = await phoneOf('grid1');
  const { page } = phone;
  await page.goto(`${real.url}/portal/duties`);
  await page.getByRole('button', { name: /群租房查看/ }).click();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.locator('.hy-duty-form .adm-form-item-has-error :focus').waitFor();
  await page.getByRole('button', { name: '不在清单？提出异议' }).click();
  await page.getByRole('button', { name: '提出异议', exact: true }).click();
  await page.locator('.hy-duty-popup textarea:focus').waitFor();
  await shot(phone, 'duty-phone-objection-empty');
  assertClean(phone);
  await phone.close();
});

test('a department is refused what is not on the list, applies, is admitted by two people, and then may give it', async () => {
  const dept = await consoleOf(browser, real, 'dept-urban', '/duties/new');
  const { page } = dept;
  const fill = async () => {
    await page.getByLabel('任务名称').fill('门前三包查看');
    await page.getByLabel('条线').click();
    await page.locator(option).getByText('城管').click();
    await page.getByLabel('区域').click();
    await page.locator(option).first().click();
    await page.getByLabel('工作要求').fill('查看沿街商铺。');
    await page.getByLabel('填写项名称').fill('商铺数');
    // An emptied box asks for none.
    await page.getByLabel('至少几张照片').fill('');
  };
  await fill();
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await page.getByText('部门只能向网格下达准入清单上的事项').waitFor();
  await shot(dept, 'admission-refused');

  await page.goto(`${real.url}/console/admissions`);
  await page.getByRole('button', { name: '申请准入' }).click();
  await page.getByLabel('事项名称').fill('门前三包查看');
  await page.getByRole('dialog').getByLabel('条线').click();
  await page.locator(option).getByText('城管').click();
  await page.getByLabel('网格做什么').fill('每月查看沿街商铺门前三包。');
  await page.getByLabel('理由和依据').fill('市容条例；执法队员到不了背街小巷。');
  await page.getByRole('dialog').getByLabel('区域').click();
  await page.locator(option).first().click();
  await page.getByPlaceholder('开始日期').click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.locator('.ant-picker-cell-in-view').last().click();
  const often = page.getByRole('spinbutton', { name: '最多次数' });
  await often.fill('400');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('请填写 1 到 366 之间的整数').waitFor();
  assert.equal(await often.inputValue(), '400');
  await often.fill('1');
  await shot(dept, 'admission-apply');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('待初审').waitFor();

  for (const [who, button, next] of [
    ['district1', '初审同意', '待批准'],
    ['city1', '批准', '在清单上'],
  ] as const) {
    const decider = await consoleOf(browser, real, who, '/admissions');
    await decider.page.getByText('门前三包查看').first().click();
    await decider.page.getByRole('button', { name: button, exact: true }).first().click();
    if (who === 'city1') await shot(decider, 'admission-decide');
    await decider.page
      .getByRole('dialog', { name: new RegExp(`^${button}：`) })
      .getByRole('button', { name: button.length === 2 ? /^批\s*准$/ : button })
      .click();
    await decider.page.getByText(next).first().waitFor();
    assertClean(decider);
    await decider.close();
  }

  await page.goto(`${real.url}/console/duties/new`);
  await fill();
  await page.getByLabel('准入事项').click();
  await page.locator(option).first().click();
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await page.getByRole('heading', { name: /门前三包查看/ }).waitFor();

  const phone = await phoneOf('grid1');
  await phone.page.goto(`${real.url}/portal/admissions`);
  await phone.page.getByText('门前三包查看').waitFor();
  await shot(phone, 'admission-phone');
  await phone.page.getByRole('button', { name: '不在清单，提出异议' }).click();
  await phone.page.getByPlaceholder('请填写').fill('供水公司让我逐户抄水表');
  await phone.page.getByRole('button', { name: '提出异议', exact: true }).click();
  await phone.page.getByText('我的异议').click();
  await phone.page.getByText('供水公司让我逐户抄水表').waitFor();
  await phone.close();
  await dept.close();
});

test('the community enters its doctor and station; a resident finds the own grid, sees the number and asks for help', async () => {
  const community = await real.as('community1');
  const worker = await real.as('grid1');
  const grid = (await worker.get<{ areas: { id: string }[] }>('/api/me')).areas[0]!.id;
  const here = await centreOf('grid1');
  const screen = await consoleOf(browser, real, 'community1', `/teams?area=${grid}`);
  const { page } = screen;
  await page.getByRole('button', { name: '添加成员' }).click();
  await page.getByLabel('角色').click();
  await page.locator(option).getByText('家庭医生').click();
  await page.getByLabel('姓名').fill('许文');
  await page.getByLabel('工作电话').fill('19911112222');
  await page.getByLabel('能帮什么').fill('量血压、慢病随访');
  await page.getByLabel('开始日期').click();
  await page.locator('.ant-picker-cell-today').first().click();
  await page.getByRole('button', { name: /^保\s*存$/ }).click();
  await page.getByRole('cell', { name: '19911112222' }).waitFor();
  await community.ask('PUT', `/api/grid-stations/${grid}`, {
    ...{ version: 0, name: '第一网格工作站', address: '桂园路 8 号', hours: '周一至周五 8:30—17:30' },
    point: here,
  });
  await page.reload();
  await page.getByText('第一网格工作站').first().waitFor();
  await shot(screen, 'team-console');

  const phone = await phoneOf('citizen');
  await phone.context.grantPermissions(['geolocation']);
  await phone.context.setGeolocation({ longitude: here.lng, latitude: here.lat });
  await phone.page.goto(`${real.url}/portal/services`);
  await phone.page.getByRole('button', { name: /我的网格/ }).click();
  await phone.page.getByText('您住在哪个网格？').waitFor();
  await shot(phone, 'my-grid-choose');
  await phone.page.getByRole('button', { name: '用我的位置' }).click();
  const call = phone.page.getByRole('link', { name: '拨打许文' });
  await call.waitFor();
  assert.equal(await call.getAttribute('href'), 'tel:19911112222');
  await shot(phone, 'my-grid');
  await phone.page.getByRole('button', { name: '请许文帮忙' }).click();
  await phone.page.getByPlaceholder('请填写').fill('老人血压高，想请医生上门看看');
  await phone.page.getByRole('button', { name: '发出' }).click();
  await phone.page.getByText('已交给社区').waitFor();
  await shot(phone, 'my-grid-called');
  await phone.close();

  const other = await (await real.as('citizen2')).get(`/api/grid-teams/${grid}`);
  assert.match(JSON.stringify(other), /199\*{4}2222/);
  assert.doesNotMatch(JSON.stringify(other), /19911112222/);
  assertClean(screen);
  await screen.close();
});

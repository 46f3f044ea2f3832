import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import { samplePhoto } from '../../server/src/platform/files/sample.ts';
import { consoleOf, option } from './console.sample.ts';
import { assertClean, open, type Screen, shot, until } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

interface Care {
  id: string;
  level: string;
  next_due: string;
  visits: number;
  person: { name: string; phone: string | null };
  visits_list: { text: string; point: object | null; files: object[] }[];
}
const readCare = async (id: string) => (await real.as('community1')).get<Care>(`/api/care/${id}`);

let order = 0;
/** Somebody of the grid of `grid1` in care at the first level, whose first visit is due today. */
async function somebody(): Promise<Care> {
  const worker = await real.as('grid1');
  order += 1;
  const { areas } = await worker.get<{ areas: { id: string }[] }>('/api/me');
  const values = {
    name: order === 1 ? '郑守田' : '韩玉兰',
    ...{ id_number: sampleId('1941-05-06', 710 + order), phone: `1990000710${order}` },
  };
  const { id } = await worker.post<{ id: string }>('/api/residents', {
    client_id: randomUUID(),
    values,
    ...{ area: areas[0]!.id, house: null },
  });
  const body = { person: id, level: '1', kind: '01', why: '独居，腿脚不便' };
  return (await real.as('community1')).post<Care>('/api/care', body);
}
async function phoneOf(who: string): Promise<Screen> {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch|tel:/,
  });
  await real.enter(phone.context, who);
  return phone;
}

test('a visit without signal is sent later, moves the next due day, and stands in the story with photo and place', async () => {
  const care = await somebody();
  const phone = await phoneOf('grid1');
  const { page } = phone;
  await phone.context.grantPermissions(['geolocation']);
  await phone.context.setGeolocation({ longitude: 114.3892526, latitude: 30.4063406 });
  await page.goto(`${real.url}/portal/mine`);
  await page.getByText('关爱走访').click();
  const row = page.getByRole('region', { name: care.person.name }).filter({ hasText: '今天走访' });
  await row.first().waitFor();
  await shot(phone, 'care-phone-list');
  await page.goto(`${real.url}/portal/care/${care.id}`);
  await page.getByRole('button', { name: /^打电话给/ }).click();
  const number = page.getByRole('link', { name: /^拨打/ });
  await number.waitFor();
  assert.match((await number.textContent())!, /1\d{10}/, 'the number is whole');
  await phone.context.setOffline(true);
  // A first fault that is words to choose from holds no cursor: the question itself does.
  await page.getByRole('button', { name: '登记走访' }).click();
  await page.locator('.adm-form-item-has-error:focus', { hasText: '情况' }).waitFor();
  await shot(phone, 'care-phone-visit-empty');
  await page.getByText('情况正常').click();
  await page.locator('textarea').first().fill('精神好，血压正常，提醒防滑。');
  await page.getByTestId('photo-input').setInputFiles({
    ...{ name: 'door.jpg', mimeType: 'image/jpeg' },
    buffer: await samplePhoto(),
  });
  await shot(phone, 'care-phone-visit');
  await page.getByRole('button', { name: '登记走访' }).click();
  await page.getByText('等待发送').first().waitFor();
  await shot(phone, 'care-phone-waiting');
  assert.equal((await readCare(care.id)).visits, 0);
  await phone.context.setOffline(false);
  await page.getByText('等待发送').first().waitFor({ state: 'detached' });
  // No longer waiting is not yet taken: it may be on its way.
  const now = await until('the visit', async () => {
    const read = await readCare(care.id);
    return read.visits === 1 ? read : null;
  });
  assert.equal(Date.parse(now.next_due) - Date.parse(care.next_due), 7 * 86_400_000);
  assert.deepEqual([now.visits, now.visits_list[0]!.files.length], [1, 1]);
  assert.ok(now.visits_list[0]!.point, 'where the phone was is kept');
  assertClean(phone);
  await phone.close();

  const screen = await consoleOf(browser, real, 'community1', `/care/${care.id}`);
  await screen.page.getByText('精神好，血压正常').waitFor();
  await screen.page.getByRole('region', { name: '走访位置' }).locator('canvas').waitFor();
  await screen.page.waitForFunction(() => !document.querySelector('.hy-map-drawing'));
  await shot(screen, 'care-detail');
  assertClean(screen);
  await screen.close();
});

test('the community sees numbers, filters by them, says who answers, and a doctor elsewhere visits on the phone', async () => {
  const care = await somebody();
  const screen = await consoleOf(browser, real, 'community1', '/care', /status of 422/);
  const { page } = screen;
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'care-list');
  await page.getByRole('toolbar').getByRole('button', { name: /一级/ }).click();
  await page.waitForURL(/level=1/);
  await page.goto(`${real.url}/console/care/${care.id}`);
  await page.getByText('还没有走访').waitFor();
  await page.getByRole('button', { name: '指定责任人' }).click();
  await page.getByText('没有系统账号').click();
  await page.getByLabel('姓名').fill('周医生');
  await page.getByLabel('电话').fill('12');
  await page.getByRole('button', { name: /^指\s*定$/ }).click();
  await page.getByRole('dialog').locator('.ant-form-item-explain-error').waitFor();
  await page.getByLabel('电话').fill('19900008888');
  await page.getByRole('button', { name: /^指\s*定$/ }).click();
  await page.getByText('199****8888').waitFor();
  await page.getByRole('button', { name: '查看周医生的电话' }).click();
  await page.getByRole('link', { name: '19900008888' }).waitFor();
  await page.getByRole('button', { name: '周医生不再负责' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '不再负责' }).click();
  await page.getByText(/起，至/).waitFor();
  const holder = await (await real.as('dept-urban')).get<{ name: string }>('/api/me');
  await page.getByRole('button', { name: '指定责任人' }).click();
  await page.getByRole('combobox', { name: '同事' }).click();
  await page.locator(option).first().waitFor();
  await shot(screen, 'care-duty-near');
  await page.keyboard.type('没有这个人');
  await page.getByText('没有找到这位同事').waitFor();
  await page.getByRole('combobox', { name: '同事' }).fill(holder.name);
  await page.locator(option).getByText('城', { exact: false }).first().waitFor();
  await shot(screen, 'care-duty');
  await page.locator(option).getByText(holder.name).first().click();
  await page.getByRole('button', { name: /^指\s*定$/ }).click();
  await page.getByText('可在手机上走访', { exact: false }).waitFor();

  const phone = await phoneOf('dept-urban');
  // Who answers for somebody elsewhere has the door, in both places that have doors.
  await phone.page.goto(`${real.url}/portal/mine`);
  await phone.page.locator('.adm-list-item', { hasText: '关爱走访' }).waitFor();
  await phone.page.goto(`${real.url}/portal/`);
  await phone.page
    .getByRole('navigation', { name: '人房' })
    .getByRole('button', { name: '关爱走访' })
    .click();
  await phone.page.getByRole('region').first().waitFor();
  await shot(phone, 'care-phone-mine');
  await phone.page.getByRole('button', { name: '登记走访' }).first().click();
  await phone.page.getByText('电话', { exact: true }).first().click();
  await phone.page.getByText('未见到本人').click();
  await phone.page.locator('textarea').first().fill('没有人接电话。');
  await phone.page.getByRole('button', { name: '登记走访' }).click();
  await phone.page.getByText('已登记').waitFor();
  assertClean(phone);
  await phone.close();

  await page.getByText('没有人接电话。').waitFor();
  await page.getByRole('button', { name: '登记走访' }).click();
  await page.getByText('需要帮助').click();
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: '走访记录' })
    .fill('下午再打，已接通，想申请助餐。');
  await shot(screen, 'care-visit');
  await page.getByRole('button', { name: /^登\s*记$/ }).click();
  await page.getByText('想申请助餐', { exact: false }).waitFor();
  await page.getByRole('button', { name: '调整级别' }).click();
  await page.getByLabel('级别', { exact: true }).click();
  await page.locator(option).getByText('三级', { exact: false }).click();
  await page.getByRole('button', { name: /^保\s*存$/ }).click();
  await page.locator('.hy-matter-title').getByText('三级', { exact: false }).waitFor();
  await page.getByRole('button', { name: `${holder.name}不再负责` }).click();
  await page.getByRole('dialog').getByRole('button', { name: '不再负责' }).click();
  await page
    .getByText(/起，至/)
    .nth(1)
    .waitFor();
  await page.getByRole('button', { name: '结束关爱' }).click();
  await page.getByLabel('结束原因').fill('已随子女居住');
  await page.getByRole('button', { name: /^结\s*束$/ }).click();
  await page.getByText('只供查阅', { exact: false }).waitFor();
  await shot(screen, 'care-ended');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${real.url}/console/care`);
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'care-list-narrow');
  assertClean(screen);
  await screen.close();
});

test('whom to visit is kept by the tab that saw it, without numbers; another without signal says so and reads it when there is signal', async () => {
  const { person } = await somebody();
  const phone = await phoneOf('grid1');
  const { page, context } = phone;
  const list = /\/api\/care\?/;
  await page.goto(`${real.url}/portal/care`);
  const row = page.getByRole('region', { name: person.name }).first();
  await row.getByRole('button', { name: /^打电话给/ }).waitFor();
  await context.route(list, (route) => route.abort('internetdisconnected'));
  await page.reload();
  await row.waitFor();
  assert.equal(await page.getByRole('button', { name: /^打电话给/ }).count(), 0);
  assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes(person.name));

  const tab = await open(browser, `${real.url}/portal/care`, 'phone', {
    allow: /ERR_INTERNET_DISCONNECTED|Failed to fetch/,
    context,
  });
  await tab.page.getByRole('alert').getByText('这份清单没有存在本机').waitFor();
  assert.equal(await tab.page.getByText('没有要走访的人').count(), 0);
  await shot(tab, 'care-phone-nothing-kept');
  await context.setOffline(true);
  await context.unroute(list);
  await context.setOffline(false);
  for (const each of [tab.page, page])
    await each
      .getByRole('region', { name: person.name })
      .first()
      .getByRole('button', { name: /^打电话给/ })
      .waitFor();
  assertClean(tab);
  assertClean(phone);
  await phone.close();
});

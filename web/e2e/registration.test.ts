import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, type Screen, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

interface Building {
  id: string;
  name: string;
  houses: number;
  area: { id: string } | null;
}
interface Place {
  houses: { id: string; unit: string; floor: number; number: string }[];
}
/** A building of the grid of `grid1`, with its doors. */
async function someBuilding(): Promise<Building> {
  const grid = await real.as('grid1');
  const { areas } = await grid.get<{ areas: { id: string }[] }>('/api/me');
  const { items } = await grid.get<{ items: Building[] }>(
    `/api/housing/buildings?area=${areas[0]!.id}&limit=200`,
  );
  return items.find(({ houses }) => houses > 10)!;
}
const own = sampleId('1980-01-01', 701);
const child = sampleId('2012-03-04', 702);

async function fill(screen: Screen, member: string, name: string, number: string, kin: string) {
  const card = screen.page.getByRole('region', { name: member, exact: true });
  await card.getByLabel('公民身份号码').fill(number);
  await card.getByRole('button', { name: '与户主关系' }).click();
  await screen.page.locator('.hy-reg-words').getByText(kin, { exact: true }).click();
  await card.getByLabel('姓名').fill(name);
}

test('a resident scans the code, signs in and comes back, fills in, is corrected at the field, and a worker accepts', async () => {
  const building = await someBuilding();
  const phone = await open(browser, `${real.url}/portal/register?building=${building.id}`, 'phone', {
    allow: /status of 422/,
  });
  const { page } = phone;
  await page.getByText('先用手机号登录').waitFor();
  await shot(phone, 'register-guest');
  await page.getByRole('button', { name: '用手机号登录' }).click();
  await page.getByPlaceholder('请填写手机号').fill('19900001234');
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByText('已填好').waitFor();
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('住在哪里').waitFor();
  assert.match(page.url(), new RegExp(`register\\?building=${building.id}`));

  // An empty one is refused with everything it lacks: the house, the relation, and three items of the person.
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByText('请填写姓名').waitFor();
  assert.equal(await page.locator('.hy-reg-fault').count(), 5);
  await page.locator('button[aria-label=房屋]:focus').waitFor();
  await page.getByRole('button', { name: '房屋', exact: true }).click();
  const cascader = page.locator('.adm-cascader');
  const { houses } = await (await real.as('grid1')).get<Place>(
    `/api/registration-place?building=${building.id}`,
  );
  const house = houses[3]!;
  if (house.unit) await cascader.getByText(house.unit, { exact: true }).click();
  await cascader.getByText(`${house.floor} 层`, { exact: true }).click();
  await shot(phone, 'register-door');
  await cascader.getByText(house.number, { exact: true }).click();
  await page.locator('.adm-cascader-header').getByText('确定').click();
  await page.getByText('自己的房子').click();
  await fill(phone, '家庭成员 1', '林晓禾', `${own.slice(0, 17)}${own.endsWith('1') ? '2' : '1'}`, '户主');
  await page.getByRole('button', { name: '再加一位家人' }).click();
  await fill(phone, '家庭成员 2', '林小苗', child, '子');
  await shot(phone, 'register-form');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const fault = page.getByRole('region', { name: '林晓禾' }).getByRole('alert');
  await fault.waitFor();
  assert.match((await fault.textContent())!, /校验/);
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('.hy-reg-fault')!.getBoundingClientRect();
    return top > 0 && bottom < innerHeight;
  });
  await shot(phone, 'register-fault');
  // What was typed survives a reload.
  await page.reload();
  const card = page.getByRole('region', { name: '林晓禾' });
  await card.getByLabel('公民身份号码').fill(own);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByText('已提交').waitFor();
  await shot(phone, 'register-sent');
  const left = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  assert.ok(!left.includes(own), 'nothing typed stays in the browser after it was sent');

  await page.getByRole('button', { name: '看我的登记' }).click();
  await page.getByText('等待核对').waitFor();
  await page.getByText('还没有与您的手机号对应的登记', { exact: false }).waitFor();
  await shot(phone, 'my-record-waiting');
  const worker = await real.as('grid1');
  const { items } = await worker.get<{ items: { id: string; people: number }[] }>('/api/registrations');
  assert.equal(items[0]!.people, 2);
  const { version } = await worker.get<{ version: number }>(`/api/registrations/${items[0]!.id}`);
  assert.equal(
    (await worker.ask('POST', `/api/registrations/${items[0]!.id}/accept`, { version })).status,
    204,
  );
  await page.reload();
  await page.getByRole('region', { name: '我的信息' }).getByText(own).waitFor();
  await page.getByText('来源：居民自报', { exact: false }).first().waitFor();
  await page.getByText('还没有人查看过').waitFor();
  const { items: found } = await worker.get<{ items: { id: string }[] }>(`/api/residents?q=${own}`);
  await worker.post(`/api/residents/${found[0]!.id}/looks`, { items: ['id_number'], purpose: '核对身份' });
  await page.reload();
  await page.getByRole('region', { name: '谁查看过' }).getByText('核对身份', { exact: false }).waitFor();
  await shot(phone, 'my-record');

  await page.getByRole('button', { name: '更正姓名' }).click();
  await page.getByLabel('正确的姓名').fill('林晓荷');
  await shot(phone, 'my-record-correct');
  await page.getByRole('button', { name: '提交更正' }).click();
  await page.getByRole('region', { name: '我提交的登记' }).getByText('等待核对').waitFor();
  await page.getByRole('button', { name: '撤回', exact: true }).click();
  await page.locator('.adm-dialog').getByText('撤回', { exact: true }).click();
  await page.getByText('已撤回').waitFor();
  await shot(phone, 'my-record-withdrawn');
  assertClean(phone);
  await phone.close();
});

test('a code of a whole grid asks for the building first; one whose door is in no list writes the address', async () => {
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone', {
    allow: /status of 404|ERR_FAILED/,
  });
  await real.enter(phone.context, 'citizen');
  const { page } = phone;
  const { areas } = await (await real.as('grid1')).get<{ areas: { id: string }[] }>('/api/me');
  await page.goto(`${real.url}/portal/register?grid=${areas[0]!.id}`);
  await page.getByText('楼栋', { exact: true }).waitFor();
  await shot(phone, 'register-buildings');
  // What is missing is said at the building, once, and the cursor is there.
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const unsaid = page.locator('[data-fault=true]', { hasText: '请选择房屋，或写明详细地址' });
  await unsaid.filter({ has: page.getByText('楼栋', { exact: true }) }).waitFor();
  assert.equal(await unsaid.count(), 1);
  await unsaid
    .locator(':focus')
    .or(unsaid.and(page.locator(':focus')))
    .waitFor();
  await shot(phone, 'register-buildings-fault');
  const { buildings } = await (await real.as('grid1')).get<{ buildings: { name: string }[] }>(
    `/api/registration-place?grid=${areas[0]!.id}`,
  );
  if (buildings.length > 5) await page.getByRole('button', { name: '楼栋' }).click();
  // Rooms that cannot be read: it is still said what is missing, and the address can be written.
  const rooms = /registration-place\?building=/;
  await phone.context.route(rooms, (route) => route.abort());
  await page.getByText(buildings[0]!.name, { exact: true }).click();
  await page.getByRole('button', { name: '重试' }).waitFor();
  await unsaid.getByRole('button', { name: '列表里没有我家，写地址' }).waitFor();
  await shot(phone, 'register-rooms-unread');
  await phone.context.unroute(rooms);
  await page.getByRole('button', { name: '重试' }).click();
  await page.getByRole('button', { name: '房屋', exact: true }).waitFor();
  await page.getByRole('button', { name: '列表里没有我家，写地址' }).click();
  await page.getByLabel('详细地址').fill('听涛路 86 号平房');
  await shot(phone, 'register-address');
  await page.goto(`${real.url}/portal/register?building=${crypto.randomUUID()}`);
  await page.getByRole('alert').waitFor();
  await shot(phone, 'register-missing');
  await page.goto(`${real.url}/portal/register`);
  await page.getByText('请用手机扫描').waitFor();
  assertClean(phone);
  await phone.close();
});

test('the code of a building is a sheet to print, with the address it leads to', async () => {
  const building = await someBuilding();
  const screen = await consoleOf(browser, real, 'community1', `/housing/buildings/${building.id}`);
  const { page } = screen;
  await page.getByRole('button', { name: '登记码' }).click();
  await page.getByRole('dialog').getByText(`/portal/register?building=${building.id}`).waitFor();
  await page.getByRole('dialog').getByText('居民的手机打不开这个网址').waitFor();
  await shot(screen, 'poster');
  await page.emulateMedia({ media: 'print' });
  await page.locator('.hy-poster-print svg').waitFor();
  assert.ok(await page.locator('.hy-poster-print').isVisible());
  await shot(screen, 'poster-print');
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${real.url}/console/areas?area=${building.area!.id}`);
  await page.getByRole('button', { name: '登记码' }).click();
  await page.getByRole('dialog').getByText(`/portal/register?grid=${building.area!.id}`).waitFor();
  await shot(screen, 'poster-grid');
  assertClean(screen);
  await screen.close();
});

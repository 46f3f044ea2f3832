import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import { SYSTEM } from '../../server/src/platform/access.ts';
import { run } from '../../server/src/platform/runtime.ts';
import { consoleOf } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';
import { door, registered, selfRegistered } from './resident.sample.ts';

const { browser, real } = await realBrowser();

test('the community asks, the street reads why and erases, and the proof agrees with the log', async () => {
  const { id: house } = await door(real);
  const values = { name: '桑知冬', id_number: sampleId('1950-01-01', 711) };
  const person = await registered(real, house, values);
  const desk = await consoleOf(browser, real, 'community1', `/residents/${person.id}`, /404/);
  await desk.page.getByRole('button', { name: '更多操作' }).click();
  await desk.page.getByText('申请删除', { exact: true }).click();
  await desk.page.getByLabel('为什么删除').fill('已搬离本市，本人书面要求删除');
  await shot(desk, 'erasure-ask');
  await desk.page.getByRole('button', { name: '提交申请' }).click();
  await desk.page.getByText(/申请删除这份登记：已搬离本市/).waitFor();
  await shot(desk, 'erasure-asked');

  const street = await consoleOf(browser, real, 'street1', '/erasures');
  const { page } = street;
  const row = page.locator('.ant-table-row', { hasText: '桑知冬' });
  await row.getByText('已搬离本市，本人书面要求删除').waitFor();
  await shot(street, 'erasure-requests');
  await row.getByRole('button', { name: '不予删除' }).click();
  await page.getByRole('dialog').getByText('不删除桑知冬的登记').waitFor();
  await page.getByRole('button', { name: /^取\s?消$/ }).click();
  await row.getByRole('button', { name: /^删\s?除$/ }).click();
  const reason = page.getByLabel('删除依据');
  assert.equal(await reason.inputValue(), '', 'whoever erases says why, where a worker asked');
  await reason.fill('本人书面要求删除，已核验身份');
  await shot(street, 'erasure-erase');
  await page.getByRole('button', { name: '彻底删除' }).click();
  await page.getByText('已与事件日志核对').waitFor();
  await shot(street, 'erasure-proof');
  await page.emulateMedia({ media: 'print' });
  await page.locator('.hy-sheet', { hasText: '本人书面要求删除，已核验身份' }).waitFor();
  await shot(street, 'erasure-print');
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${real.url}/console/erasures?tab=done`);
  await page.locator('.ant-table-row', { hasText: '已核验身份' }).click();
  await page.getByText('已与事件日志核对').waitFor();
  // Whoever has the page open hears of it.
  await desk.page.getByText('这个人员的信息已按规定删除').waitFor();
  for (const screen of [desk, street]) assertClean(screen);
  await Promise.all([desk.close(), street.close()]);
});

test('a resident asks to be erased on the phone, sees that it waits, and takes it back', async () => {
  const { id } = await selfRegistered(real, '桑知年');
  const worker = await real.as('grid1');
  const { version } = await worker.get<{ version: number }>(`/api/registrations/${id}`);
  await worker.post(`/api/registrations/${id}/accept`, { version });
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'citizen');
  const { page } = phone;
  await page.goto(`${real.url}/portal/my-record`);
  await page.getByRole('button', { name: '申请删除我的登记' }).click();
  await page.getByLabel('为什么删除').fill('已经搬走');
  await shot(phone, 'my-record-erase');
  await page.getByRole('button', { name: '提交申请' }).click();
  const mine = page.getByRole('region', { name: '我提交的登记' });
  await mine.getByText('申请删除我的登记').waitFor();
  await page.getByRole('button', { name: '申请删除我的登记' }).waitFor({ state: 'detached' });
  await shot(phone, 'my-record-erase-waiting');
  await mine.getByRole('button', { name: '撤回', exact: true }).click();
  await page.locator('.adm-dialog').getByText('撤回', { exact: true }).click();
  await mine.getByText('已撤回').waitFor();
  await page.getByRole('button', { name: '申请删除我的登记' }).waitFor();
  assertClean(phone);
  await phone.close();
});

test('a record that nobody needs any more waits in the list until somebody looks at it', async () => {
  const old = await registered(real, null, { name: '桑知岁', birth_date: '1931-02-03' });
  await run(real.program.runtime, SYSTEM, ({ db }) =>
    sql`update resident_person set state = 'dead', changed_at = '2019-01-01' where id = ${old.id}::uuid`.execute(
      db,
    ),
  );
  const street = await consoleOf(browser, real, 'street1', '/erasures?tab=due');
  await street.page.locator('.ant-table-row', { hasText: '桑知岁' }).getByText('已死亡').waitFor();
  await shot(street, 'erasure-due');
  await street.page.getByRole('button', { name: /^删\s?除$/ }).click();
  assert.equal(await street.page.getByLabel('删除依据').inputValue(), '已死亡满五年，保存期限届满');
  assertClean(street);
  await street.close();
});

test('the city says whose word holds for an item; the community reads it and cannot change it', async () => {
  const city = await consoleOf(browser, real, 'city1', '/conflicts');
  const { page } = city;
  await page.getByRole('button', { name: '添加规则' }).click();
  await page.getByRole('dialog').getByLabel('哪一项').click();
  await page.keyboard.type('学历');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('以谁为准').click();
  for (const source of ['公安', '民政']) {
    await page.keyboard.type(source);
    await page.keyboard.press('Enter');
  }
  await shot(city, 'rules-add');
  await page.getByText('保存后', { exact: false }).click();
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  const rule = page.getByRole('listitem').filter({ hasText: '学历' });
  await rule.getByText(/公安.* › 民政/).waitFor();
  await shot(city, 'rules');
  const community = await consoleOf(browser, real, 'community1', '/conflicts?tab=rules');
  await community.page.getByRole('listitem').filter({ hasText: '学历' }).waitFor();
  assert.equal(await community.page.getByRole('button', { name: '添加规则' }).count(), 0);
  await shot(community, 'rules-read');
  await rule.getByRole('button', { name: '取消规则' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: '取消规则' }).click();
  await rule.waitFor({ state: 'detached' });
  for (const screen of [city, community]) {
    assertClean(screen);
    await screen.close();
  }
});

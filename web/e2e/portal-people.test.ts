import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';
import { door, type Person, somebody } from './resident.sample.ts';

const { browser, real } = await realBrowser();

async function phoneOf(path: string, allow?: RegExp) {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone', allow ? { allow } : {});
  await real.enter(screen.context, 'grid1');
  await screen.page.goto(`${real.url}/portal${path}`);
  return screen;
}
/** Where the left sides of what was found stand. */
const sidesOf = (found: Locator) =>
  found.evaluateAll((boxes) => boxes.map((box) => Math.round(box.getBoundingClientRect().left)));
const now = async ({ id }: Person) =>
  (await real.as('grid1')).get<Person & { state: string }>(`/api/residents/${id}`);

test('at the door a worker sees who lives there, and lets somebody out and in with two taps each', async () => {
  const person = await somebody(real);
  const screen = await phoneOf(`/housing/houses/${person.house_id}`);
  const { page } = screen;
  const out = page.getByRole('button', { name: `${person.name}迁出` });
  await out.waitFor();
  await shot(screen, 'portal-house');
  await out.click();
  await page.getByText('已搬走').waitFor();
  await shot(screen, 'portal-out');
  await page.getByText('已搬走').click();
  await page.getByText(`${person.name}：已迁出`).waitFor();
  await out.waitFor({ state: 'detached' });
  assert.deepEqual((await now(person)).house_id, null);
  await page.getByRole('button', { name: '迁入', exact: true }).click();
  await page.getByPlaceholder('谁搬来：姓名、身份号码、手机号').fill(person.name);
  await page.locator('.adm-popup .adm-list-item', { hasText: person.name }).first().waitFor();
  await shot(screen, 'portal-in');
  await page.locator('.adm-popup .adm-list-item', { hasText: person.name }).first().click();
  await page.getByText(`${person.name}已迁入`).waitFor();
  assertClean(screen);
  await screen.close();
});

test('nobody is declared dead with one tap: the name is asked once more, and who owns the house stays there as dead', async () => {
  const person = await somebody(real);
  const grid = await real.as('grid1');
  await grid.post(`/api/residents/${person.id}/homes`, { house: person.house_id, kind: 'owner' });
  const screen = await phoneOf(`/housing/houses/${person.house_id}`);
  const { page } = screen;
  const out = page.getByRole('button', { name: `${person.name}迁出` });
  const dialog = page.locator('.adm-dialog');
  await out.click();
  await page.getByText('死亡', { exact: true }).click();
  await dialog.getByText(`登记“${person.name}”已死亡？`).waitFor();
  await shot(screen, 'portal-dead-asked');
  await dialog.getByRole('button', { name: '取消' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.notEqual((await now(person)).state, 'dead');
  await out.click();
  await page.getByText('死亡', { exact: true }).click();
  await dialog.getByRole('button', { name: '登记死亡' }).click();
  await page.getByText(`${person.name}：已登记死亡`).waitFor();
  const row = page.locator('.hy-person-people li', { hasText: person.name });
  await row.getByText('已死亡').waitFor();
  await shot(screen, 'portal-dead-house');
  await row.getByRole('button').click();
  await page.getByRole('button', { name: '死亡登记有误，重新迁入' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '迁入', exact: true }).count(), 0);
  await shot(screen, 'portal-dead');
  await page.goto(`${real.url}/portal/housing/houses/${person.house_id}`);
  await page.getByRole('button', { name: '迁入', exact: true }).click();
  await page.getByPlaceholder('谁搬来：姓名、身份号码、手机号').fill(person.name);
  await page.locator('.adm-popup .adm-list-item', { hasText: '已死亡' }).first().click();
  await dialog.getByText(`“${person.name}”登记为已死亡`).waitFor();
  await shot(screen, 'portal-dead-in');
  await dialog.getByRole('button', { name: '取消' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await now(person)).state, 'dead');
  assertClean(screen);
  await screen.close();
});

test('a person is found, moves on, and the phone number is read for a purpose', async () => {
  const person = await somebody(real);
  const other = await door(real);
  const screen = await phoneOf('/');
  const { page } = screen;
  const doors = page.getByRole('navigation', { name: '人房' });
  for (const name of ['房屋', '关爱走访']) await doors.getByRole('button', { name }).waitFor();
  await shot(screen, 'portal-home-worker');
  // Three beside each other on a narrow phone; in large print two, and no name is broken.
  await page.setViewportSize({ width: 360, height: 780 });
  assert.equal(new Set(await sidesOf(doors.getByRole('button'))).size, 3);
  await shot(screen, 'portal-home-worker-narrow');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => (document.documentElement.dataset.print = 'large'));
  assert.equal(new Set(await sidesOf(doors.getByRole('button'))).size, 2);
  const lines = doors.locator('strong').evaluateAll((names) =>
    names.map((name) => {
      const text = document.createRange();
      text.selectNodeContents(name);
      return text.getClientRects().length;
    }),
  );
  assert.deepEqual(await lines, [1, 1, 1]);
  await shot(screen, 'portal-home-worker-large');
  await page.evaluate(() => (document.documentElement.dataset.print = 'normal'));
  await doors.getByRole('button', { name: '人员' }).click();
  await page.locator('.adm-list-item').nth(3).waitFor();
  await shot(screen, 'portal-people');
  await page.getByPlaceholder('姓名、身份号码、手机号').fill(person.name);
  await page.goto(`${real.url}/portal/people/${person.id}`);
  await page.getByText('登记信息').waitFor();
  await shot(screen, 'portal-person');
  await page.locator('.adm-list-item', { hasText: '公民身份号码' }).click();
  await page.getByText('上门走访联系').click();
  await page.locator('mark.hy-person-whole', { hasText: /^\d{17}[\dX]$/ }).waitFor();
  await page.getByRole('button', { name: '搬家' }).click();
  await page.getByPlaceholder('搬到哪里：如 雅苑1-1-502').fill(other.address);
  await page.locator('.adm-popup .adm-list-item', { hasText: other.address }).first().click();
  await page.getByText(`已搬到${other.address}`).waitFor();
  assert.equal((await now(person)).house_id, other.id);
  assertClean(screen);
  await screen.close();
});

test('somebody new is registered at the door; a wrong ID number is said at its field and nothing typed is lost', async () => {
  const { id } = await door(real);
  const screen = await phoneOf(`/housing/houses/${id}`, /422/);
  const { page } = screen;
  await page.getByRole('button', { name: '登记人员' }).click();
  // The button stands far below the name: what is missing is brought into sight, the cursor on it.
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.waitForFunction(() => {
    const said = document.querySelector('.adm-form-item-feedback-error')?.getBoundingClientRect();
    return said && said.top > 0 && said.bottom < innerHeight;
  });
  await page.waitForFunction(
    (name) => (document.activeElement as HTMLInputElement).labels?.[0]?.textContent?.includes(name),
    '姓名',
  );
  await page.getByLabel('姓名').fill('桑知春');
  await shot(screen, 'portal-register-empty');
  // Who has no number says sex and birth; the number says both. Of 84 words the common ones are offered.
  await page.getByLabel('出生日期').fill('1990-03-07');
  const kin = page.locator('.adm-form-item', { hasText: '与户主关系' });
  for (const word of ['配偶', '女', '父亲', '母亲'])
    await kin.getByRole('option', { name: word, exact: true }).waitFor();
  assert.equal(await page.getByRole('option', { name: '独生子', exact: true }).count(), 0);
  await page.getByLabel('公民身份号码').fill('110101199003070000');
  await page.getByLabel('出生日期').waitFor({ state: 'detached' });
  await shot(screen, 'portal-register');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('.adm-form-item-feedback-error').waitFor();
  await shot(screen, 'portal-register-fault');
  assert.equal(await page.getByLabel('姓名').inputValue(), '桑知春');
  await page.getByLabel('公民身份号码').fill('');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('button', { name: '桑知春迁出' }).waitFor();
  assertClean(screen);
  await screen.close();
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { listForm, personForm } from '../../server/src/features/ledger/form/form.sample.ts';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import { signedIn } from './admin.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

// The library is the server's own.
const ExcelJS = createRequire(new URL('../../server/package.json', import.meta.url))('exceljs');

const { browser, real } = await realBrowser();
const people = ['龚翠兰', '龚建军', '龚小妹'];

before(async () => {
  const community = await real.as('community1');
  const me = await community.get<{ areas: { id: string }[] }>('/api/me');
  for (const [i, name] of people.entries())
    await community.post('/api/residents', {
      client_id: randomUUID(),
      area: me.areas[0]!.id,
      values: { name, id_number: sampleId('1944-05-06', 101 + i), phone: `1390000010${i}`, nation: '15' },
    });
});

/** So many wait for a form, as if they had been chosen in a segment. */
async function waitForForm(page: Page, who: string, many: number): Promise<void> {
  const { id } = await (await real.as(who)).get<{ id: string }>('/api/me');
  const people = Array.from({ length: many }, (_, i) => ({ id: `new ${i}`, name: '某人', address: null }));
  await page.evaluate(
    ([place, chosen]) => sessionStorage.setItem(place!, chosen!),
    [`huying-draft:form-people@${id}`, JSON.stringify({ from: '“全部”', people })],
  );
  await page.goto(`${real.url}/console/forms`);
}

const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

async function openedFile(page: Page, link: RegExp) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).first().click(),
  ]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await readFile(await download.path()));
  return book;
}

test('a department’s list is handed in, looked over, filled for people and opened again cell by cell', async () => {
  const context = await signedIn(browser, real, 'community1');
  const screen = await open(browser, `${real.url}/console/forms`, 'desktop', { context });
  const { page } = screen;
  await page.getByText('还没有表格').waitFor();
  await choose(page, '高龄津贴名册.xlsx', await listForm());
  const sheet = page.getByRole('region', { name: '空白表' });
  await sheet.getByText('高龄老人津贴发放名册').waitFor();
  await sheet.locator('td[data-ref=D5]').getByText('公民身份号码').waitFor();
  await shot(screen, 'form-blank');
  // Somebody else's telephone is not the person's; whoever knows better says so.
  await sheet.locator('td[data-ref=G5]').getByText('不填').click();
  await page.getByRole('combobox', { name: '“监护人 联系电话”填什么' }).click();
  await page.keyboard.type('紧急联系人电话');
  await page.keyboard.press('Enter');
  await sheet.locator('td[data-ref=G5]').getByText('紧急联系人电话').waitFor();
  await page.getByLabel('查找人员').fill('龚');
  const found = page.getByRole('list', { name: '找到的人员' });
  await found.getByText('龚翠兰').waitFor();
  await page.getByRole('button', { name: /^全部加入（3/ }).click();
  await page.getByText('已选 3 人').waitFor();
  await page.getByText('填好的样子').click();
  const shown = page.getByRole('region', { name: '填好的样子' });
  await shown.getByText('龚建军').waitFor();
  await shown.locator('td[data-ref=G5]').getByText('缺').waitFor();
  await shot(screen, 'form-filled');
  await page.reload();
  await page.getByText('已选 3 人').waitFor();
  await page.getByText(/填完整信息/).click();
  const fill = page.getByRole('button', { name: '填写 3 人' });
  assert.equal(await fill.isDisabled(), true, 'whole values ask for a purpose');
  await page.getByRole('textbox', { name: '用途' }).fill('民政局高龄津贴申报');
  await fill.click();
  await page.getByText(/已填 3 人/).waitFor();
  const book = await openedFile(page, /下载 高龄津贴名册-已填/);
  const filled = book.getWorksheet('名册');
  const names = [5, 6, 7].map((row) => filled.getCell(row, 2).value).sort();
  assert.deepEqual(names, [...people].sort());
  const row = [5, 6, 7].find((each) => filled.getCell(each, 2).value === '龚翠兰')!;
  assert.equal(filled.getCell(row, 4).value, sampleId('1944-05-06', 101));
  assert.equal(filled.getCell(row, 5).value, '1944.05');
  assert.equal(filled.getCell(row, 7).fill.fgColor.argb, 'FFFFF2A8');
  assert.deepEqual(filled.getCell(5, 2).font, { name: '仿宋', size: 14 });
  assert.equal(filled.getColumn(4).width, 24);
  await page
    .getByRole('region', { name: '填写记录' })
    .getByText(/完整信息：民政局高龄津贴申报/)
    .waitFor();
  await shot(screen, 'form-done');

  // More than one form takes, as two choices together may be: said before it is asked.
  await page.evaluate(() => {
    for (const place of Object.keys(sessionStorage).filter((each) => each.includes('form-people:'))) {
      const [first] = JSON.parse(sessionStorage.getItem(place)!) as object[];
      const many = Array.from({ length: 5001 }, (_, i) => ({ ...first, id: `${i}` }));
      sessionStorage.setItem(place, JSON.stringify(many));
    }
  });
  await page.reload();
  await page.getByText('名册一次最多填 5,000 人，请去掉 1 人，分几次填。').waitFor();
  assert.equal(await page.getByRole('button', { name: '填写 5,001 人' }).isDisabled(), true);
  await shot(screen, 'form-too-many');
  // Also with those who are on the list already, and before they are handed over.
  await waitForForm(page, 'community1', 1);
  await page.locator('.ant-table-row').first().click();
  const asked = page.getByRole('dialog', {
    name: '名册一次最多填 5,000 人，这次选了 1 人，表里已有 5,001 人。',
  });
  await asked.getByText('清空表里已有的人，就能填这次选的人').waitFor();
  await shot(screen, 'form-too-many-asked');
  await asked.getByRole('button', { name: /^取\s?消$/ }).click();
  await asked.waitFor({ state: 'hidden' });
  assert.match(page.url(), /\/forms$/);
  await page.locator('.ant-table-row').first().click();
  await asked.getByRole('button', { name: '清空，填这次的人' }).click();
  await page.getByText('已选 1 人').waitFor();
  await assertClean(screen);
  await screen.close();
});

/** A roster as most offices type it: headings, no lines, no row below, columns as wide as the program makes them. */
async function plainRoster(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('名册');
  sheet.mergeCells('A1:H1');
  sheet.getCell('A1').value = '困难群众走访慰问名册';
  sheet.getRow(2).values = ['序号', '姓名', '性别', '年龄', '身份证号', '联系电话', '现住地址', '备注'];
  return Buffer.from(await book.xlsx.writeBuffer());
}

test('a plain roster shows the row that is filled first; filled, each value stays in its narrow column, and no remark is no gap', async () => {
  const context = await signedIn(browser, real, 'community1');
  const screen = await open(browser, `${real.url}/console/forms`, 'desktop', { context });
  const { page } = screen;
  await choose(page, '走访名册.xlsx', await plainRoster());
  const sheet = page.getByRole('region', { name: '空白表' });
  await sheet.locator('td[data-ref=H3]').getByText('备注').click();
  await page.locator('.hy-targets li[data-active]', { hasText: '备注' }).waitFor();
  await shot(screen, 'form-plain-blank');
  const community = await real.as('community1');
  const { items } = await community.get<{ items: { name: string; address: string | null }[] }>(
    '/api/residents?limit=50',
  );
  const housed = items.find(({ address }) => address)!;
  for (const name of [housed.name, '龚翠兰']) {
    await page.getByLabel('查找人员').fill(name);
    await page
      .getByRole('button', { name: `加入 ${name}` })
      .first()
      .click();
  }
  await page.getByText('填好的样子').click();
  const shown = page.getByRole('region', { name: '填好的样子' });
  await shown.locator('td[data-ref=B4]').getByText('龚翠兰').waitFor();
  const address = shown.locator('td[data-ref=G3]');
  const [text, cell] = [await address.locator('span').first().boundingBox(), await address.boundingBox()];
  assert.ok(text!.x + text!.width <= cell!.x + cell!.width, 'the address stays in its column');
  assert.match((await address.getAttribute('title'))!, /.{8}/, 'and is said whole on hover');
  await shown.locator('td[data-ref=G4]').getByText('缺', { exact: true }).waitFor();
  assert.equal(await shown.locator('td[data-mark=gap][data-ref^=H]').count(), 0);
  await shot(screen, 'form-plain-filled');
  await assertClean(screen);
  await screen.close();
});

test('a form that is no form is refused with what to do; one for a person shows on the phone', async () => {
  const context = await signedIn(browser, real, 'street1', 'phone');
  const screen = await open(browser, `${real.url}/console/forms`, 'phone', {
    context,
    allow: /status of 422/,
  });
  const { page } = screen;
  await choose(page, '旧表.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  await page.getByText(/旧版 .xls/).waitFor();
  // Fewer single forms than lines of a list go into one file.
  await waitForForm(page, 'street1', 501);
  await choose(page, '居民信息登记表.xlsx', await personForm());
  const warned = page
    .locator('.ant-message')
    .getByText('一人一表一次最多填 500 人，这次选了 501 人。请缩小范围，分几次选。');
  await warned.waitFor();
  assert.ok((await warned.boundingBox())!.y < 844, 'said where the finger is, however long the list');
  await shot(screen, 'form-person-too-many-phone');
  await page.getByRole('button', { name: '不填了' }).click();
  await page.locator('.ant-table-row', { hasText: '居民信息登记表' }).click();
  const sheet = page.getByRole('region', { name: '空白表' });
  await sheet.locator('td[data-ref=B2]').getByText('姓名').waitFor();
  await shot(screen, 'form-person-phone');
  await page.getByLabel('查找人员').fill('龚翠');
  await page.getByRole('button', { name: '加入 龚翠兰' }).click();
  await page.getByText('填好的样子').click();
  const shown = page.getByRole('region', { name: '填好的样子' });
  await shown.locator('td[data-ref=B2]').getByText('龚翠兰').waitFor();
  await shot(screen, 'form-person-filled-phone');
  await assertClean(screen);
  await screen.close();
});

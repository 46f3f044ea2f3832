import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SYSTEM } from '../../server/src/platform/access.ts';
import { run } from '../../server/src/platform/runtime.ts';
import { option } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { at, count, pick } from './ledger.sample.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

test('a ledger is filtered and grouped, its view kept; a cell is edited in place, many are edited and taken back', async () => {
  const screen = await at([browser, real], 'community1', '/ledgers');
  const { page } = screen;
  await page.locator('.hy-rows-row').first().waitFor();
  await shot(screen, 'ledger');
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByRole('button', { name: '加一个条件' }).click();
  await page.getByRole('spinbutton', { name: '值' }).fill('60');
  await page.getByRole('button', { name: '加一个条件' }).click();
  await pick(page, '项', '性别');
  await pick(page, '值', /^女/);
  await page.keyboard.press('Escape');
  await shot(screen, 'ledger-filter');
  await page.getByRole('button', { name: /使\s?用/ }).click();
  await page.getByText(/年龄 ≥ 60 周岁 且 性别 是 女/).waitFor();
  const community = await real.as('community1');
  const rule = 'person.age >= 60 && person.sex == "2"';
  const { rows: people } = await community.get<{ rows: number }>(
    `/api/ledger/count?${new URLSearchParams({ rule })}`,
  );
  assert.ok(people > 1);
  await count(page).getByText(String(people), { exact: true }).waitFor();
  await pick(page, '分组', '学历');
  await page.getByRole('region', { name: '分组' }).getByRole('listitem').first().waitFor();
  await page.getByText(/已读到第 \d+ 人/).waitFor();
  await shot(screen, 'ledger-grouped');

  await page.getByRole('button', { name: /视图$/ }).click();
  await page.getByText('保存为视图…').click();
  const naming = page.getByRole('dialog', { name: '保存视图' });
  await naming.getByLabel('名称').fill('高龄妇女');
  await naming.getByRole('button', { name: /保\s?存/ }).click();
  await naming.waitFor({ state: 'hidden' });
  await page.goto(`${real.url}/console/ledgers`);
  await pick(page, '视图', '高龄妇女');
  await count(page).getByText(String(people), { exact: true }).waitFor();

  await page.getByRole('button', { name: /^列/ }).click();
  const columns = page.getByRole('dialog', { name: '选择列' });
  await columns.getByLabel('查找列').fill('职业');
  await columns.getByRole('checkbox', { name: '职业', exact: true }).click();
  await shot(screen, 'ledger-columns');
  await columns.getByRole('button', { name: '职业 往前' }).click();
  await page.keyboard.press('Escape');
  await columns.waitFor({ state: 'hidden' });
  const first = page.getByRole('button', { name: / 学历$/ }).first();
  const who = (await first.getAttribute('aria-label'))!;
  await first.click();
  await page.locator(option).getByText('研究生教育').click();
  await page.getByRole('button', { name: who, exact: true }).first().getByText('研究生教育').waitFor();
  await page
    .getByRole('button', { name: / 职业$/ })
    .first()
    .click();
  const remark = page.getByRole('textbox', { name: '职业', exact: true });
  await remark.fill('很'.repeat(60));
  await remark.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.equal((await remark.inputValue()).length, 60, 'nothing typed is lost');
  await shot(screen, 'ledger-refused');
  await remark.fill('水电工');
  await remark.press('Enter');
  await page
    .getByRole('button', { name: / 职业$/ })
    .getByText('水电工')
    .waitFor();

  const cells = async () => {
    const query = new URLSearchParams({ rule, columns: 'name,education', limit: '200' });
    const page = await community.get<{ items: { cells: unknown[] }[] }>(`/api/ledger/rows?${query}`);
    return page.items.map((row) => row.cells);
  };
  const before = await cells();
  await page.getByRole('button', { name: '批量修改', exact: true }).click();
  await pick(page, '要修改的项', '学历');
  await pick(page, '学历', '大学本科教育');
  await page.getByRole('button', { name: /预\s?览/ }).click();
  await page.getByRole('table', { name: '修改预览' }).getByText('研究生教育').first().waitFor();
  const preview = page.getByRole('table', { name: '修改预览' });
  await preview.getByRole('columnheader', { name: '姓名', exact: true }).waitFor();
  await shot(screen, 'ledger-bulk');
  await page.getByRole('button', { name: `修改 ${people} 人` }).click();
  await page.getByText(`已修改 ${people} 人：学历`).waitFor();
  await page.getByText('以后可在“修改记录”里查看和撤销。').waitFor();
  await page
    .getByRole('dialog', { name: '批量修改' })
    .getByRole('button', { name: /关\s?闭/ })
    .last()
    .click();
  await page.getByRole('button', { name: who, exact: true }).first().getByText('大学本科教育').waitFor();
  assert.ok((await cells()).every(([, education]) => education === '大学本科教育'));
  await page.getByRole('button', { name: '修改记录' }).click();
  await page.getByRole('button', { name: /^撤\s?销$/ }).click();
  await page.getByRole('button', { name: '撤销修改' }).click();
  await page.getByText(`已撤销 ${people} 人：学历`).waitFor();
  await shot(screen, 'ledger-undone');
  assert.deepEqual(await cells(), before);
  const records = page.getByRole('dialog', { name: '修改记录' });
  await records.locator('.ant-modal-close, .ant-drawer-close').click();
  await page.getByRole('button', { name: who, exact: true }).first().getByText('研究生教育').waitFor();

  // To look at what was done before is no reason to read the table anew, nor to ask for each edit again.
  await page.reload();
  await page.getByRole('button', { name: who, exact: true }).first().getByText('研究生教育').waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole('button', { name: '修改记录' }).click();
  await page.getByText(`已撤销 ${people} 人：学历`).waitFor();
  await records.locator('.ant-modal-close, .ant-drawer-close').click();
  await records.waitFor({ state: 'hidden' });
  assert.deepEqual(
    asked.filter((path) => path === '/api/ledger/rows' || path.startsWith('/api/ledger/bulk/')),
    [],
  );
  assertClean(screen);
  await screen.close();
});

test('houses and organisations are ledgers beside the people: filtered, written in place, many edited and taken back', async () => {
  const screen = await at([browser, real], 'community1', '/ledgers');
  const { page } = screen;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole('radiogroup', { name: '台账' }).getByText('房屋', { exact: true }).click();
  await page.getByText(/^已读到第 \d+ 套/).waitFor();
  await shot(screen, 'ledger-houses');
  const community = await real.as('community1');
  const total = async (rule = '') => {
    const query = new URLSearchParams({ subject: 'house', ...(rule && { rule }) });
    return (await community.get<{ rows: number }>(`/api/ledger/count?${query}`)).rows;
  };
  await count(page)
    .getByText((await total()).toLocaleString('zh-CN'), { exact: true })
    .waitFor();
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByRole('button', { name: '加一个条件' }).click();
  await pick(page, '项', '居住状态');
  await page.getByRole('combobox', { name: '比较' }).click();
  await page.locator(option).first().waitFor();
  assert.deepEqual(await page.locator(option).allTextContents(), ['是', '不是'], 'it is never empty');
  await shot(screen, 'ledger-houses-filter');
  await page.keyboard.press('Escape');
  await pick(page, '项', '所在楼层');
  await page.getByRole('spinbutton', { name: '值' }).fill('3');
  await page.getByRole('button', { name: /使\s?用/ }).click();
  const third = await total('house.floor >= 3.0');
  await count(page).getByText(third.toLocaleString('zh-CN'), { exact: true }).waitFor();
  await page.getByText('条件：所在楼层 ≥ 3').waitFor();
  assert.ok(!asked.includes('/api/tags'), 'whoever keeps houses may not know people’s tags');
  const cell = page.getByRole('button', { name: / 建筑面积（平方米）$/ }).first();
  const who = (await cell.getAttribute('aria-label'))!;
  await cell.click();
  const size = page.getByRole('spinbutton', { name: '建筑面积（平方米）' });
  await size.fill('-8');
  await size.press('Enter');
  await page.getByRole('alert').waitFor();
  await shot(screen, 'ledger-houses-refused');
  await size.fill('88.5');
  await size.press('Enter');
  await page.getByRole('button', { name: who, exact: true }).first().getByText('88.5').waitFor();
  await page.locator('.hy-rows-row').nth(1).getByRole('checkbox').click();
  await page.locator('.hy-rows-row').nth(2).getByRole('checkbox').click();
  await page.getByRole('button', { name: '修改选中的' }).click();
  await pick(page, '要修改的项', '房屋用途');
  await pick(page, '房屋用途', '仓储');
  await page.getByRole('button', { name: /预\s?览/ }).click();
  await page.getByRole('table', { name: '修改预览' }).getByText('仓储').first().waitFor();
  await shot(screen, 'ledger-houses-bulk');
  await page.getByRole('button', { name: '修改 2 套' }).click();
  await page.getByText('已修改 2 套：房屋用途').waitFor();
  assert.equal(await total('house.use == "storage"'), 2);
  const dialog = page.getByRole('dialog', { name: '批量修改' });
  await dialog.getByRole('button', { name: /^撤\s?销$/ }).click();
  await page.getByText('房屋用途恢复为修改前的内容').waitFor();
  await page.getByRole('button', { name: '撤销修改' }).click();
  await page.getByText('已撤销 2 套：房屋用途').waitFor();
  await dialog.getByText('可在“修改记录”里查看。', { exact: true }).waitFor();
  assert.equal(await total('house.use == "storage"'), 0);
  await dialog
    .getByRole('button', { name: /关\s?闭/ })
    .last()
    .click();
  // An undo that ended before its time, even before its first row, is told as one: so many of those that were changed.
  const records = page.getByRole('dialog', { name: '修改记录' });
  for (const [undone, percent] of [
    [0, '0'],
    [1, '50'],
  ] as const) {
    await run(real.program.runtime, SYSTEM, async ({ db }) => {
      await sql`
        with ended as (update ledger_bulk set state = 'undoing', undone = ${undone} where subject = 'house' returning job_id)
        update job set state = 'failed' where id in (select job_id from ended)`.execute(db);
    });
    await page.reload();
    await page.getByRole('button', { name: '修改记录' }).click();
    await records.getByText(`撤销没有完成，已撤销 ${undone} 套：房屋用途`).waitFor();
    assert.equal(await records.getByRole('progressbar').getAttribute('aria-valuenow'), percent);
    await shot(screen, `ledger-undo-failed-${undone}`);
  }
  // It is asked for once more, for what is left.
  await records.getByRole('button', { name: /^撤\s?销$/ }).click();
  await page.getByRole('dialog', { name: '接着撤销其余 1 套的修改？' }).waitFor();
  await page.getByRole('button', { name: '撤销修改' }).click();
  await records.getByText(/^已撤销 \d 套：房屋用途/).waitFor();
  await records.locator('.ant-modal-close, .ant-drawer-close').click();
  await records.waitFor({ state: 'hidden' });
  await page.getByRole('radiogroup', { name: '台账' }).getByText('单位', { exact: true }).click();
  await page.locator('.hy-rows-row').first().waitFor();
  await pick(page, '分组', '组织类别');
  await page.getByRole('region', { name: '分组' }).getByRole('listitem').first().waitFor();
  await shot(screen, 'ledger-organisations');
  assertClean(screen);
  await screen.close();
});

test('how many there are follows what others write; who sees houses but no people has their ledger', async () => {
  const rule = 'house.use == "office"';
  const query = new URLSearchParams({ of: 'house', rule });
  const screen = await at([browser, real], 'grid1', `/ledgers?${query}`);
  const worker = await real.as('grid1');
  const { rows: before } = await worker.get<{ rows: number }>(
    `/api/ledger/count?${new URLSearchParams({ subject: 'house', rule })}`,
  );
  await count(screen.page).getByText(String(before), { exact: true }).waitFor();
  const { items } = await worker.get<{ items: { id: string }[] }>(
    `/api/ledger/rows?${new URLSearchParams({ subject: 'house', columns: 'address', rule: 'house.use != "office"', limit: '1' })}`,
  );
  await screen.hears();
  await worker.post('/api/ledger/bulk', {
    ...{ client_id: randomUUID(), subject: 'house', rows: [items[0]!.id], values: { use: 'office' } },
  });
  await count(screen.page)
    .getByText(String(before + 1), { exact: true })
    .waitFor();
  assertClean(screen);
  await screen.close();

  await run(real.program.runtime, SYSTEM, ({ db }) =>
    sql`
      update account_role set permissions = array_remove(permissions, 'resident:view-area') where code = 'street_staff'`.execute(
      db,
    ),
  );
  const street = await at([browser, real], 'street1', '/ledgers');
  await street.page.getByRole('menuitem', { name: '台账' }).waitFor();
  await street.page.getByText(/^已读到第 [\d,]+ 套/).waitFor();
  await shot(street, 'ledger-no-people');
  assertClean(street);
  await street.close();
});

test('on the phone the ledger and the segments are read and written too', async () => {
  const screen = await at([browser, real], 'grid1', '/ledgers', 'phone');
  const { page } = screen;
  await page.locator('.hy-rows-row').first().waitFor();
  await shot(screen, 'ledger-phone');
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByRole('button', { name: '加一个条件' }).click();
  await shot(screen, 'ledger-filter-phone');
  await page.goto(`${real.url}/console/ledgers?of=house`);
  await page.locator('.hy-rows-row').first().waitFor();
  await shot(screen, 'ledger-houses-phone');
  await page.goto(`${real.url}/console/segments`);
  await page.getByRole('link', { name: /80 岁/ }).waitFor();
  await shot(screen, 'segments-phone');
  await page.getByRole('link', { name: /80 岁/ }).click();
  await page.getByRole('heading', { name: /80 岁/ }).waitFor();
  await page.getByText('各区域人数').waitFor();
  await shot(screen, 'segment-phone');
  assert.equal(
    await page.getByRole('button', { name: '导出' }).count(),
    0,
    'who may not take out sees no way',
  );
  assertClean(screen);
  await screen.close();
});

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { consoleOf, dispatched, report } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { type Caller, realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
let community: Caller;

before(async () => {
  community = await real.as('community1');
});

/** What the department does and the community closes. */
async function closeIt(id: string, reply: string): Promise<void> {
  await (await real.as('dept-urban')).act(id, 'feedback', { reply });
  await community.act(id, 'close', { met: true });
}

async function rateOnPhone(id: string, answers: Record<string, string>, comment: string): Promise<void> {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(screen.context, 'citizen');
  const { page } = screen;
  await page.goto(`${real.url}/portal/matters/${id}`);
  await page.getByRole('button', { name: '评价' }).tap();
  await page.getByRole('button', { name: '提交评价' }).tap();
  await page.getByText('请回答“是否联系”').waitFor();
  await page.getByRole('group', { name: '是否联系' }).locator('button:focus').waitFor();
  for (const [question, answer] of Object.entries(answers))
    await page
      .getByRole('group', { name: question })
      .getByRole('button', { name: answer, exact: true })
      .tap();
  await page.getByPlaceholder('可以不填').fill(comment);
  await shot(screen, 'judgement-rate');
  await page.getByRole('button', { name: '提交评价' }).tap();
  await page.locator('.hy-state', { hasText: '复开待派遣' }).first().waitFor();
  assertClean(screen);
  await screen.close();
}

/** One call-back with the keyboard alone. */
async function callBack(number: string): Promise<void> {
  const screen = await consoleOf(browser, real, 'hotline', '/visits');
  const { page } = screen;
  await page.getByRole('navigation', { name: '回访列表' }).getByText(number).click();
  await page.locator('.hy-visit').getByText(number).waitFor();
  await shot(screen, 'judgement-visits');
  await page.locator('body').press('u');
  await page.getByRole('link', { name: '拨打' }).waitFor();
  await page.locator('body').press('2');
  await page.getByText('无人接听').nth(1).waitFor();
  await page.locator('body').press('1');
  await page.getByText('记下回访结果').waitFor();
  for (const key of ['n', 'y', 's']) await page.locator('body').press(key);
  await shot(screen, 'judgement-visit-asking');
  await page.locator('body').press('Enter');
  await page.getByText('上一件：').or(page.getByText('没有待回访的事项')).first().waitFor();
  assertClean(screen);
  await screen.close();
}

const panel = (page: Page) =>
  page.locator('section', { has: page.getByRole('heading', { name: /^评价与申诉/ }) });

async function appealAsDepartment(id: string): Promise<void> {
  const screen = await consoleOf(browser, real, 'dept-urban', `/matters/${id}`);
  const { page } = screen;
  const row = panel(page).locator('li', { hasText: '没有人联系我' });
  await row.getByRole('button', { name: '申诉' }).click();
  await page.getByRole('button', { name: '提交申诉' }).click();
  await page.getByText('请写明理由，至少 4 个字').waitFor();
  await page.getByLabel('申诉理由').fill('当天 10 时已电话联系，附通话记录');
  await shot(screen, 'judgement-appeal');
  await page.getByRole('button', { name: '提交申诉' }).click();
  await panel(page).getByText('申诉待受理').waitFor();
  await shot(screen, 'judgement-panel');
  assertClean(screen);
  await screen.close();
}

async function decideAsDistrict(number: string): Promise<void> {
  const screen = await consoleOf(browser, real, 'district1', '/appeals');
  const { page } = screen;
  await page.locator('.ant-table-row', { hasText: number }).click();
  await shot(screen, 'judgement-appeals');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^受\s?理$/ }).click();
  await dialog.getByRole('button', { name: '同意并剔除' }).click();
  await page.getByLabel('同意的理由').fill('通话记录属实，予以剔除');
  await page.getByRole('button', { name: '同意并剔除' }).last().click();
  await page.locator('.ant-table-row', { hasText: number }).waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: '已审结' }).click();
  await page.locator('.ant-table-row', { hasText: number }).getByText('已剔除').waitFor();
  assertClean(screen);
  await screen.close();
}

test('dissatisfied reopens, a call-back asks again, the department appeals, and what is excluded is seen by all', async () => {
  const contact = { name: '林小溪', phone: '13800000431' };
  const { id, number } = await report(real, '听涛路占道施工没有围挡，夜里看不见', { contact });
  await dispatched(community, id);
  await closeIt(id, '已责令设置围挡');
  await rateOnPhone(id, { 是否联系: '否', 是否解决: '否', 是否满意: '不满意' }, '没有人联系我');
  await dispatched(community, id);
  await closeIt(id, '围挡和警示灯已装好，请放心通行');
  await real.program.settle();
  await appealAsDepartment(id);
  await decideAsDistrict(number);
  const screen = await consoleOf(browser, real, 'community1', `/matters/${id}`);
  await panel(screen.page).getByText('已剔除，不计入考核').waitFor();
  assert.equal(await panel(screen.page).locator('li[data-excluded="true"]').count(), 1);
  await shot(screen, 'judgement-excluded');
  assertClean(screen);
  await screen.close();
});

test('the hotline calls back with the keyboard: a look that is written down, an attempt, three answers', async () => {
  const hotline = await real.as('hotline');
  const { id, number } = await hotline.post<{ id: string; number: string }>('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    text: '听涛路占道施工，围挡倒了',
    source: 'hotline',
    category: 'gbt-e-03-02',
    address: '听涛路86号',
    point: { lng: 114.3892526, lat: 30.4063406 },
    contact: { name: '王五', phone: '13800000432' },
  });
  await dispatched(community, id);
  await closeIt(id, '围挡已经扶正加固');
  await real.program.settle();
  await callBack(number);
  await real.program.settle();
  const { items } = await community.get<{ items: { what: string; effective: boolean }[] }>(
    `/api/matters/${id}/judgements`,
  );
  assert.deepEqual(
    items.filter(({ what }) => what === 'rating').map(({ effective }) => effective),
    [true],
  );
  const story = await community.get<{ items: { kind: string; form: { text: string }[] }[] }>(
    `/api/matters/${id}/events`,
  );
  assert.ok(
    story.items.some(
      ({ kind, form }) => kind === 'contact' && form.some(({ text }) => text === '回访诉求人'),
    ),
  );
});

test('a spot check is drawn and a false closing found; the department appeals from the phone', async () => {
  const { id, number } = await report(real, '听涛路占道施工的渣土没有清走');
  await dispatched(community, id);
  await closeIt(id, '渣土已经清走');
  await real.program.settle();
  const street = await real.as('street1');
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await street.post('/api/samples', {
    client_id: crypto.randomUUID(),
    from: day,
    to: day,
    size: 100,
    seed: '一',
  });
  const screen = await consoleOf(browser, real, 'street1', '/checks');
  const { page } = screen;
  await page.locator('.ant-table-row', { hasText: number }).click();
  await page.getByText('虚假办结，退回重新办理').click();
  await page.getByLabel('核实情况').fill('现场渣土仍在路边');
  await shot(screen, 'judgement-check');
  await page.getByRole('button', { name: '提交核实结果' }).click();
  await page.locator('.ant-table-row', { hasText: number }).waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: '抽查批次' }).click();
  await page.locator('.ant-table-row').first().waitFor();
  await shot(screen, 'judgement-samples');
  assertClean(screen);
  await screen.close();
  const phone = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(phone.context, 'dept-urban');
  await phone.page.goto(`${real.url}/portal/matters/${id}`);
  await phone.page.getByText('虚假办结').first().waitFor();
  await phone.page.getByRole('button', { name: '申诉' }).first().tap();
  // Refused without a reason: said to everybody, with the cursor where it is mended.
  await phone.page.getByRole('button', { name: '提交申诉' }).tap();
  await phone.page.getByRole('alert').getByText('请写明理由，至少 4 个字').waitFor();
  await phone.page.locator('[data-fault="true"] textarea:focus').waitFor();
  await shot(phone, 'judgement-phone-appeal-empty');
  await phone.page.getByPlaceholder('为什么这项评价不应计入').fill('抽查时间在清运之前，有清运记录');
  await shot(phone, 'judgement-phone-appeal');
  await phone.page.getByRole('button', { name: '提交申诉' }).tap();
  await phone.page.getByText('申诉待受理').waitFor();
  await shot(phone, 'judgement-phone');
  assertClean(phone);
  await phone.close();
});

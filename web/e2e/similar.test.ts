import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertClean, drawn, open, type Screen, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();
let here: { lng: number; lat: number };
let lamp: string;

before(async () => {
  const citizen = await real.as('citizen');
  here = (await citizen.get<{ center: typeof here }>('/api/areas/429998001001')).center;
  const { items } = await citizen.get<{ items: { code: string }[] }>(
    '/api/catalog/categories?type=city-event',
  );
  lamp = items[0]!.code;
});

const TEXT = '李奶奶家门口的健身器材断了一截';
const report = async (username: string, text: string, more: object = {}) =>
  (await real.as(username)).post<{ id: string; number: string }>('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    text,
    point: here,
    ...more,
  });

async function phoneOf(username: string, path: string): Promise<Screen> {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await screen.context.grantPermissions(['geolocation'], { origin: real.url });
  await screen.context.setGeolocation({ longitude: here.lng, latitude: here.lat });
  await real.enter(screen.context, username);
  await screen.page.goto(real.url + path);
  return screen;
}

async function closed(id: string, reply: string): Promise<void> {
  const community = await real.as('community1');
  const { items } = await community.get<{ items: { id: string }[] }>('/api/units?q=听涛');
  await community.act(id, 'dispatch', { units: [{ unit: items[0]!.id, role: 'main' }] });
  await community.act(id, 'feedback', { reply });
  await community.act(id, 'close', { met: true });
}

async function closings(username: string): Promise<string[]> {
  await real.program.settle();
  const who = await real.as(username);
  const { items } = await who.get<{ items: { template: string; subject: string; body: string }[] }>(
    '/api/messages',
  );
  return items.filter(({ template }) => template === 'closed-caller').map(({ body }) => body);
}

test('a second resident is shown the likely one while typing, joins it, and both hear of the closing', async () => {
  const first = await report('citizen', TEXT, { category: lamp });
  const screen = await phoneOf('citizen2', '/portal/report');
  const { page } = screen;
  await page
    .getByRole('button', { name: /我的位置|定位/ })
    .first()
    .tap();
  await page.locator('#report-text').fill('健身器材断了一截');
  const card = page.getByRole('region', { name: '附近已有人反映' });
  await card.getByText('1 人反映').first().waitFor();
  assert.ok(!(await card.innerText()).includes('李奶奶'), 'whoever called is not told');
  await card.scrollIntoViewIfNeeded();
  await shot(screen, 'similar-typing');
  await card.getByRole('button', { name: '我也遇到了' }).first().tap();
  await page.locator('.adm-dialog').getByText('我也遇到了').last().tap();
  await page.getByText('已加入').waitFor();
  await shot(screen, 'similar-joined');
  await page.getByRole('button', { name: '看办理进度' }).tap();
  await page.getByRole('region', { name: '并入的事项' }).getByText(`已并入 ${first.number}`).waitFor();
  await real.program.settle();
  await page.reload();
  await page.getByText('共 2 人反映了同一件事').waitFor();
  await shot(screen, 'similar-following');
  await closed(first.id, '健身器材已更换。');
  for (const who of ['citizen', 'citizen2']) {
    const told = await closings(who);
    assert.ok(
      told.some((body) => body.includes('已办结')),
      `${who}: ${told.join()}`,
    );
  }
  assertClean(screen);
  await screen.close();
});

test('before it is dispatched a matter shows what may be the same, and one press puts them together', async () => {
  const first = await report('citizen', '公交站牌被撞歪了，快倒了', { category: lamp });
  const second = await report('citizen2', '站牌歪了要倒，公交站牌旁边很危险', { category: lamp });
  const screen = await open(browser, `${real.url}/icon.svg`, 'desktop');
  await real.enter(screen.context, 'community1');
  const { page } = screen;
  await page.goto(`${real.url}/console/matters/${second.id}`);
  const panel = page.getByRole('region', { name: '可能重复' });
  const row = panel.locator('.hy-similar', { hasText: first.number });
  await row.getByText('都提到').waitFor();
  await shot(screen, 'similar-dispatch');
  await row.getByRole('button', { name: '并入这件' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /并\s*案/ })
    .click();
  await page.getByText('已并入').waitFor();
  await real.program.settle();
  await page.goto(`${real.url}/console/matters/${first.id}`);
  await page.getByRole('region', { name: '并入的诉求' }).getByText('站牌歪了要倒').waitFor();
  await shot(screen, 'similar-merged');
  assertClean(screen);
  await screen.close();
});

test('calls that add up stand on the list and the map, and one of them is turned into a matter', async () => {
  const spot = { lng: here.lng + 0.002, lat: here.lat };
  for (const who of ['citizen', 'citizen2', 'citizen'])
    await report(who, '这里的地砖又松了', { category: lamp, point: spot });
  await real.program.settle();
  const screen = await open(browser, `${real.url}/icon.svg`, 'desktop');
  await real.enter(screen.context, 'community1');
  const { page } = screen;
  await page.goto(`${real.url}/console/findings`);
  await page.getByText('30 天 3 件').first().waitFor();
  await page.locator('.hy-findings-map canvas').waitFor();
  await drawn(screen, '.hy-findings-map canvas', 0.02);
  await shot(screen, 'findings');
  await page.getByText('30 天 3 件').first().click();
  await page.getByRole('region', { name: '涉及事项' }).waitFor();
  await shot(screen, 'finding');
  await page.getByRole('button', { name: '转为专项治理' }).click();
  await page.getByLabel('专项治理要求').fill('沿街地砖统一翻修');
  await page.getByRole('dialog').getByRole('button', { name: '转为专项治理' }).click();
  await page.getByText('专项治理：').first().waitFor();
  assertClean(screen);
  await screen.close();
});

test('the list of findings reads on a phone', async () => {
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(screen.context, 'community1');
  await screen.page.goto(`${real.url}/console/findings`);
  await screen.page.getByRole('tab', { name: '待处理' }).waitFor();
  const wide = await screen.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} px`);
  await shot(screen, 'findings-phone');
  await screen.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { assertClean, drawn, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const COMMUNITY = '429998001001';
const GRID = `${COMMUNITY}002`;
type Json = Record<string, unknown>;

const { browser, real } = await realBrowser();

async function consoleOf(username: string, path: string, allow?: RegExp) {
  const context = await signedIn(browser, real, username);
  const screen = await open(browser, `${real.url}/console/${path}`, 'desktop', { context, allow });
  return { screen, page: screen.page, close: () => context.close() };
}

/** The map is drawn and shows the whole grid with some ground around it. */
async function mapReady(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.locator('.hy-redraw-map .hy-map[aria-busy="false"]').waitFor();
  return (await page.locator('.hy-redraw-map canvas').boundingBox())!;
}

const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * (180 / Math.PI);

/** Where a place is on the screen while the map shows a box with 70 pixels around it. */
function pixelOf(
  place: { lng: number; lat: number },
  [west, south, east, north]: number[],
  map: { x: number; y: number; width: number; height: number },
): [number, number] {
  const [top, bottom] = [mercator(north!), mercator(south!)];
  const scale = Math.min((map.width - 140) / (east! - west!), (map.height - 140) / (top - bottom));
  return [
    map.x + map.width / 2 + (place.lng - (west! + east!) / 2) * scale,
    map.y + map.height / 2 - (mercator(place.lat) - (top + bottom) / 2) * scale,
  ];
}

const versionNow = async () => {
  const admin = await real.as('admin');
  return (await admin.get<{ items: { version: number }[] }>('/api/areas/versions')).items[0]!.version;
};

test('a grid is split on the map: a bad line is refused at the drawing, the good one gives two parts and a new version', async () => {
  const community = await real.as('community1');
  await community.post('/api/matters', {
    client_id: crypto.randomUUID(),
    type: 'city-event',
    source: 'desk',
    text: '路灯不亮，请派人看看。',
    area: GRID,
    address: '网格内',
  });
  const admin = await real.as('admin');
  const { id, name } = await admin.get<{ id: string; name: string }>(`/api/areas/${GRID}`);
  const { screen, page, close } = await consoleOf('admin', `areas?area=${id}`, /status of 422/);
  await page.getByRole('button', { name: /^拆\s*分$/ }).click();
  const box = await mapReady(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await drawn(screen, '.hy-redraw-map', 0.05);

  const finish = page.getByRole('button', { name: '完成划线' });
  assert.ok(await finish.isDisabled(), 'one point is no line');
  await page.mouse.click(x, box.y + 15);
  await page.getByRole('button', { name: '在中心加点' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('已点 2 点').waitFor();
  await finish.click();
  await page.getByText('线的一端停在网格里面：请把它一直画到网格边界以外。').waitFor();
  await shot(screen, 'split-refused');
  await page.getByText('已点 2 点').waitFor();

  await page.reload();
  await page.getByText('已恢复上次的线').waitFor();
  await page.getByText('已点 2 点').waitFor();
  await mapReady(page);
  await shot(screen, 'split-restored');
  await page.getByRole('button', { name: '重新划' }).click();
  await page.getByText('已点 0 点').waitFor();
  assert.equal(await page.getByText('已恢复上次的线').count(), 0);
  await page.mouse.click(x, box.y + 15);
  await page.mouse.click(x, y);
  await page.getByText('已点 2 点').waitFor();

  await page.getByRole('button', { name: '撤回一点' }).click();
  await page.mouse.click(x + 20, y);
  await page.mouse.click(x, box.y + box.height - 15);
  await page.getByText('已点 3 点').waitFor();
  await finish.click();
  const parts = page.getByRole('region', { name: '两块' });
  await parts.getByText('新网格').waitFor();
  const sizes = (await parts.innerText()).match(/\d+\.\d\d 公顷/g)!;
  assert.equal(sizes.length, 2);
  await page.getByRole('button', { name: '对调两块' }).click();
  assert.deepEqual((await parts.innerText()).match(/\d+\.\d\d 公顷/g), sizes.toReversed());
  const uses = page.getByRole('list', { name: `${name}上的事项和人员` });
  assert.match(await uses.innerText(), /未办结事项 1[\s\S]*留在原网格/);
  await shot(screen, 'split-parts');

  const before = await versionNow();
  await page.getByLabel('新网格名称').fill('听涛社区新分网格');
  const code = await page.getByLabel('新网格编码').inputValue();
  assert.match(code, /^429998001001\d{3}$/);
  await page.getByLabel('新网格编码').fill(`${COMMUNITY}003`);
  await page.getByLabel('说明').fill('户数过多');
  await page.getByRole('button', { name: '试发布检查' }).click();
  await page.getByText(/编码 429998001001003 已用于/).waitFor();
  assert.equal(await page.getByLabel('新网格名称').inputValue(), '听涛社区新分网格', 'what was typed stays');
  await page.getByLabel('新网格编码').fill(code);
  await page.getByRole('button', { name: '试发布检查' }).click();
  await page.getByText(/检查通过：将改动 2 个区域的边界/).waitFor();
  assert.equal(await versionNow(), before, 'a trial changes nothing');
  await shot(screen, 'split-tried');

  await page.getByRole('button', { name: '改线' }).click();
  await page.getByRole('button', { name: '完成划线' }).click();
  assert.equal(await page.getByLabel('新网格名称').inputValue(), '听涛社区新分网格', 'also over a new line');
  await page.reload();
  await page.getByText('已点 3 点').waitFor();
  await page.getByRole('button', { name: '完成划线' }).click();
  assert.equal(await page.getByLabel('说明').inputValue(), '户数过多', 'also over a reload');
  await page.getByRole('button', { name: '发布为新版本' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发\s*布$/ })
    .click();
  await page.getByText(`已生效，成为边界第 ${before + 1} 版`).waitFor();
  await page.locator('.hy-areas-page').getByText(code, { exact: true }).waitFor();
  await page.locator('.hy-areas-page').getByText('没有直接负责这里的人').waitFor();
  await shot(screen, 'split-done');
  const { counts } = await admin.get<{ counts: Json }>(`/api/areas/versions/${before + 1}`);
  assert.deepEqual([counts.gaps, counts.overlaps], [0, 0]);
  assertClean(screen);
  await close();
});

test('neighbouring grids are merged from the list or the map; one that lies apart is named', async () => {
  const admin = await real.as('admin');
  const { items } = await admin.get<{ items: { id: string; name: string; code: string; kind: string }[] }>(
    `/api/areas?parent=${COMMUNITY}&limit=200`,
  );
  const base = items.find((item) => item.code === `${COMMUNITY}001`)!;
  const others = items.filter((item) => item.id !== base.id && item.kind === 'ordinary');
  const touching: typeof others = [];
  for (const other of others) {
    const answer = await admin.ask('POST', `/api/areas/${base.id}/merge-preview`, { with: [other.id] });
    if (answer.status === 200) touching.push(other);
  }
  const near = touching[0]!;
  const far = others.find((other) => !touching.includes(other))!;
  const { screen, page, close } = await consoleOf('admin', `areas?area=${base.id}`, /status of 422/);
  await page.getByRole('button', { name: /^合\s*并$/ }).click();
  const map = await mapReady(page);
  await page.getByRole('checkbox', { name: far.name, exact: true }).check();
  await page.getByText(`「${far.name}」与其他网格没有相接的边`).waitFor();
  await shot(screen, 'merge-refused');
  await page.getByRole('checkbox', { name: far.name, exact: true }).uncheck();
  const { box } = await admin.get<{ box: number[] }>(`/api/areas/${COMMUNITY}`);
  const { center } = await admin.get<{ center: { lng: number; lat: number } }>(`/api/areas/${near.id}`);
  await page.mouse.click(...pixelOf(center, box, map));
  await page.getByRole('checkbox', { name: near.name, exact: true, checked: true }).waitFor();
  await page.getByRole('radio', { name: new RegExp(near.code) }).check();
  const affected = page.getByRole('region', { name: '影响' });
  await affected.getByText(`「${base.name}」将停用`).waitFor();
  assert.match(await affected.innerText(), /楼栋与地址 \d+[\s\S]*归到保留的网格/);
  await shot(screen, 'merge-union');
  const before = await versionNow();
  await page.getByLabel('说明').fill('人手不足，两格合一');
  await page.getByRole('button', { name: '发布为新版本' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^发\s*布$/ })
    .click();
  await page.getByText(`已生效，成为边界第 ${before + 1} 版`).waitFor();
  await page.locator('.hy-areas-page').getByText(near.code, { exact: true }).waitFor();
  assert.equal((await admin.get<{ retired: boolean }>(`/api/areas/${base.id}`)).retired, true);
  assertClean(screen);
  await close();
});

test('a drawing upon boundaries that were changed meanwhile is refused with the way on, and nothing typed is lost', async () => {
  const admin = await real.as('admin');
  const code = `${COMMUNITY}004`;
  const { id } = await admin.get<{ id: string }>(`/api/areas/${code}`);
  const { screen, page, close } = await consoleOf('admin', `areas?area=${id}&redraw=split`, /status of 409/);
  const box = await mapReady(page);
  const x = box.x + box.width / 2;
  await page.mouse.click(x, box.y + 15);
  await page.mouse.click(x, box.y + box.height - 15);
  await page.getByRole('button', { name: '完成划线' }).click();
  await page.getByLabel('新网格名称').fill('晚到的网格');
  await page.getByLabel('说明').fill('晚到的说明');
  const { geometry } = await admin.get<{ geometry: { coordinates: number[][][] } }>(
    `/api/areas/${code}/boundary`,
  );
  const ring = geometry.coordinates[0]!;
  const [first, second] = ring as [number[], number[]];
  const between = [(first[0]! + second[0]!) / 2, (first[1]! + second[1]!) / 2];
  const drawn = { type: 'Polygon', coordinates: [[first, between, ...ring.slice(1)]] };
  await admin.post('/api/areas/versions', {
    note: '别人先改了',
    dry_run: false,
    boundaries: [{ code, geometry: drawn }],
  });
  await page.getByRole('button', { name: '试发布检查' }).click();
  await page.getByText(/的边界刚被别人改过/).waitFor();
  await shot(screen, 'split-stale');
  await page.getByRole('button', { name: '重新预览' }).click();
  assert.equal(await page.getByLabel('新网格名称').inputValue(), '晚到的网格');
  await page.getByRole('button', { name: '试发布检查' }).click();
  await page.getByText(/检查通过/).waitFor();
  assertClean(screen);
  await close();
});

test('who keeps no areas is offered neither', async () => {
  const { id } = await (await real.as('admin')).get<{ id: string }>(`/api/areas/${GRID}`);
  const { screen, page, close } = await consoleOf('community1', `areas?area=${id}&redraw=split`);
  await page.locator('.hy-areas-page').getByText(GRID, { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^拆\s*分$/ }).count(), 0);
  assert.equal(await page.locator('.hy-redraw').count(), 0);
  assertClean(screen);
  await close();
});

test('on a phone the screens of splitting and merging are no wider than the phone', async () => {
  const { id } = await (await real.as('admin')).get<{ id: string }>(`/api/areas/${GRID}`);
  const context = await signedIn(browser, real, 'admin', 'phone');
  for (const kind of ['split', 'merge']) {
    const path = `${real.url}/console/areas?area=${id}&redraw=${kind}`;
    const screen = await open(browser, path, 'phone', { context });
    await mapReady(screen.page);
    await shot(screen, `phone-${kind}`);
    assert.ok((await screen.page.evaluate(() => document.documentElement.scrollWidth)) <= 390, kind);
    assertClean(screen);
    await screen.close();
  }
  await context.close();
});

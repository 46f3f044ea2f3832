import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const OTHER = { name: '赵远方', phone: '13912345600', words: '我婆婆在河边护栏缺口差点摔下去' };

/** Two calls about the same thing, the one by phone or the citizen's merged into the other one, which is being handled. */
async function merged(by: 'citizen' | 'hotline' = 'citizen') {
  const [citizen, community, hotline] = await Promise.all(['citizen', 'community1', 'hotline'].map(real.as));
  const { center } = await citizen!.get<{ center: { lng: number; lat: number } }>('/api/areas/429998001001');
  const call = (text: string, more: object) => ({
    client_id: crypto.randomUUID(),
    type: 'city-event',
    text,
    point: center,
    ...more,
  });
  const target = await hotline!.post<{ id: string; number: string }>(
    '/api/matters',
    call(OTHER.words, { source: 'hotline', contact: { name: OTHER.name, phone: OTHER.phone } }),
  );
  const own = await (by === 'hotline' ? hotline! : citizen!).post<{ id: string; number: string }>(
    '/api/matters',
    call('河边护栏缺了一段，很危险', {
      contact: { phone: '13912345601' },
      ...(by === 'hotline' && { source: 'hotline' }),
    }),
  );
  await community!.act(own.id, 'merge', { matter: target.id, reason: '同一处护栏' });
  await community!.act(target.id, 'accept');
  await community!.act(target.id, 'register', {});
  return { target, own, community: community! };
}

test('a caller whose matter was merged follows the other one on the phone, and rates once it is closed', async () => {
  const { target, own, community } = await merged();
  const screen = await open(browser, `${real.url}/icon.svg`, 'phone');
  await real.enter(screen.context, 'citizen');
  const { page } = screen;
  await page.goto(`${real.url}/portal/matters/${own.id}`);
  const card = page.getByRole('region', { name: '并入的事项' });
  await card.getByText(`已并入 ${target.number}`).waitFor();
  const early = page.getByRole('button', { name: '评价' });
  assert.equal(await early.getAttribute('aria-disabled'), 'true');
  // It is there to be asked why not, although it is announced as disabled.
  await early.tap({ force: true });
  await page.getByText('并入的事项办结后，请您在这里评价').waitFor();
  await shot(screen, 'merged-open');

  const { items } = await community.get<{ items: { id: string; name: string }[] }>('/api/units?q=听涛');
  const [unit] = items;
  await community.act(target.id, 'dispatch', { units: [{ unit: unit!.id, role: 'main' }] });
  await community.act(target.id, 'feedback', { reply: `${OTHER.name}您好，护栏已经补好。` });
  await community.act(target.id, 'close', { met: true });
  await page.reload();
  await card.getByText('诉求人您好，护栏已经补好。').waitFor();
  await card.getByText('已结案').first().waitFor();
  const told = await page.locator('body').innerText();
  for (const secret of Object.values(OTHER)) assert.ok(!told.includes(secret), secret);
  await shot(screen, 'merged-closed');
  await page.getByRole('button', { name: '评价' }).tap();
  await page.getByRole('group', { name: '是否解决' }).waitFor();
  await shot(screen, 'merged-rate');
  assertClean(screen);
  await screen.close();
});

test('by number and phone it looks the same', async () => {
  const { target, own } = await merged('hotline');
  const screen = await open(browser, `${real.url}/portal/lookup?number=${own.number}`, 'phone');
  const { page } = screen;
  await page.getByPlaceholder('手机号，或带区号的座机号').fill('13912345601');
  await page.getByRole('button', { name: '查询', exact: true }).tap();
  await page.getByText(`已并入 ${target.number}`).waitFor();
  const told = await page.locator('body').innerText();
  for (const secret of Object.values(OTHER)) assert.ok(!told.includes(secret), secret);
  await shot(screen, 'merged-lookup');
  assertClean(screen);
  await screen.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from './admin.sample.ts';
import { report } from './console.sample.ts';
import { assertClean, open, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

interface Receipts {
  total: number;
  read: number;
  people: { name: string; read_at: string | null }[];
}

test('the matter page tells who was told, when, and who has read it; reading changes it', async () => {
  const community = await real.as('community1');
  const matter = await report(real, '路灯不亮，请派人看看。');
  await real.program.settle();
  const told = await community.get<Receipts>(`/api/messages/receipts?subject=${matter.id}`);
  assert.ok(told.total > 0, 'somebody was told');
  const context = await signedIn(browser, real, 'community1');
  const screen = await open(browser, `${real.url}/console/matters/${matter.id}`, 'desktop', { context });
  const panel = screen.page.getByRole('region', { name: '通知与已读' });
  await panel.getByRole('button', { name: '看谁已读' }).click();
  await panel.getByText(`通知 ${told.total} 条，已读 ${told.read} 条`).waitFor();
  for (const { name } of told.people) assert.ok((await panel.innerText()).includes(name), name);
  assert.ok((await panel.innerText()).includes('未读'));
  await panel.scrollIntoViewIfNeeded();
  await shot(screen, 'receipts');

  const inbox = await community.get<{ items: { id: string; subject: string; read_at: string | null }[] }>(
    '/api/messages',
  );
  const own = inbox.items.find((item) => item.subject === matter.id && !item.read_at)!;
  await community.post(`/api/messages/${own.id}/read`);
  await screen.page.reload();
  await panel.getByRole('button', { name: '看谁已读' }).click();
  await panel.getByText(`已读 ${told.read + 1} 条`).waitFor();
  await panel.scrollIntoViewIfNeeded();
  await shot(screen, 'receipts-read');
  assertClean(screen);
  await context.close();
});

test('a neighbour of another community has neither the page nor its receipts', async () => {
  const matter = await report(real, '井盖松动，有响声。');
  const grid2 = await real.as('grid2');
  assert.equal((await grid2.ask('GET', `/api/messages/receipts?subject=${matter.id}`)).status, 404);
  const citizen = await real.as('citizen');
  assert.equal((await citizen.ask('GET', `/api/messages/receipts?subject=${matter.id}`)).status, 403);
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { signedIn } from './admin.sample.ts';
import { option } from './console.sample.ts';
import { open, type Screen, until } from './harness.ts';
import type { Real } from './real.ts';

// The library is the server's own.
const ExcelJS = createRequire(new URL('../../server/package.json', import.meta.url))('exceljs');

/** Chooses words from a list by its label. */
export async function pick(page: Page, label: string, words: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).last().click();
  await page
    .locator(option)
    .getByText(words, { exact: typeof words === 'string' })
    .first()
    .click();
}

/** Opens a page of the console in a browser of its own. */
export async function at(
  [browser, real]: [Browser, Real],
  who: string,
  path: string,
  size: 'desktop' | 'phone' = 'desktop',
): Promise<Screen> {
  const context = await signedIn(browser, real, who, size);
  return open(browser, `${real.url}/console${path}`, size, { context, allow: /status of (409|422)/ });
}

/** The first sheet of the file that is downloaded, opened again. */
export async function downloaded(page: Page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^下载/ }).click(),
  ]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await readFile(await download.path()));
  return book.worksheets[0];
}

/** How many a ledger says it has. */
export const count = (page: Page) => page.getByRole('status', { name: '数量' });

interface Segment {
  id: string;
  name: string;
  people: number;
  state: string;
}

/** A segment whose name begins so, once all are computed. */
export async function segmentOf(real: Real, name: string): Promise<Segment> {
  const community = await real.as('community1');
  let items: Segment[] = [];
  await until('segments are computed', async () => {
    ({ items } = await community.get<{ items: Segment[] }>('/api/segments'));
    return items.length > 0 && items.every(({ state }) => state === 'fresh');
  }).catch((error: Error) => {
    throw new Error(`${error.message}: ${items.map((each) => `${each.name} ${each.state}`).join()}`);
  });
  return items.find((each) => each.name.startsWith(name))!;
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sizes } from './browser.ts';

export { launch, sizes } from './browser.ts';

/** How long a step may take before it counts as failed: generous, so that a slow machine is not a fault of the product. */
const STEP_MS = 90_000;

export interface Screen {
  page: Page;
  context: BrowserContext;
  /** Everything a user of the developer tools would see in red: page errors, console errors, CSP violations. */
  faults: string[];
  /** Until the live line of the page as it was last loaded stands: what is told before goes by. Of the first tab of a browser. */
  hears: () => Promise<unknown>;
  close: () => Promise<void>;
}

/** Asks again until the answer is something, and gives that: for what no page says by itself. Fails with the words. */
export async function until<T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (const end = performance.now() + STEP_MS; performance.now() < end; ) {
    const found = await ask();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`${what}: not within ${STEP_MS / 1000} s`);
}

interface OpenOptions {
  /** Messages that are expected, e.g. a refusal a test provokes (browsers log each failed request). */
  allow?: RegExp;
  /** Without the service worker: what the page itself does when nothing is kept. */
  bare?: boolean;
  /** Share cookies and storage with an earlier page (another tab). */
  context?: BrowserContext;
}

const opened = new Set<Screen>();

// A test that failed leaves its pages open: what they showed, and what was red, tells why.
afterEach(async (context) => {
  const screens = [...opened];
  opened.clear();
  if ((context as TestContext & { passed: boolean }).passed) return;
  for (const { page, faults } of screens) {
    if (page.isClosed()) continue;
    const text = await page.evaluate(() => document.body.innerText).catch(String);
    console.error(
      [`a page of the failed test, at ${page.url()}:`, ...faults, text.slice(0, 4000)].join('\n'),
    );
  }
});

// A page of a guest asks who is signed in and hears 401; the browser logs that by itself.
const guestAsks = /status of 401 .*\/api\/me\)/;

/** Opens a page at a size and gathers its faults; finish with `assertClean` and `close`. */
export async function open(
  browser: Browser,
  url: string,
  size: keyof typeof sizes,
  options: OpenOptions = {},
): Promise<Screen> {
  const phone = size === 'phone';
  const context =
    options.context ??
    (await browser.newContext({
      viewport: sizes[size],
      deviceScaleFactor: phone ? 2 : 1,
      isMobile: phone,
      hasTouch: phone,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      serviceWorkers: options.bare ? 'block' : 'allow',
    }));
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  const note = (text: string) => {
    if (!guestAsks.test(text) && !options.allow?.test(text)) faults.push(text);
  };
  page.on('pageerror', (error) => note(`page error: ${error.message}`));
  page.on(
    'console',
    (message) => message.type() === 'error' && note(`console: ${message.text()} (${message.location().url})`),
  );
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(
        `CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      ),
    ),
  );
  let live = false;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) live = false;
  });
  page.on('response', (answer) => {
    if (answer.url().endsWith('/api/live') && answer.ok()) live = true;
  });
  const hears = () => until('the live line', () => live);
  const screen = {
    page,
    context,
    faults,
    hears,
    close: () => (options.context ? page.close() : context.close()),
  };
  opened.add(screen);
  await page.goto(url, { waitUntil: 'load' });
  return screen;
}

/** Throws when anything was red, with all of it. */
export function assertClean(screen: Screen): void {
  if (screen.faults.length > 0) throw new Error(`the browser complained:\n${screen.faults.join('\n')}`);
}

/** Takes a picture into SHOTS (a folder) when that is set, for looking at; otherwise does nothing. */
export async function shot(screen: Screen, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await screen.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Share of pixels of an element's picture that differ from its most common colour: 0 means nothing was drawn. */
async function drawnShare(screen: Screen, selector: string): Promise<number> {
  const picture = await screen.page.locator(selector).screenshot();
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const seen = new Map<number, number>();
  for (let at = 0; at < data.length; at += info.channels) {
    const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return 1 - Math.max(...seen.values()) / (info.width * info.height);
}

/** Until so much of an element is drawn. */
export const drawn = (screen: Screen, selector: string, share: number): Promise<unknown> =>
  until(`${selector} is empty`, async () => (await drawnShare(screen, selector)) > share);

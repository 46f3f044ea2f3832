import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sizes } from './harness.ts';
import type { Real } from './real.ts';

/** A browser of one's own in which a demo account is signed in; close it when done. */
export async function signedIn(
  browser: Browser,
  real: Real,
  username: string,
  size: keyof typeof sizes = 'desktop',
): Promise<BrowserContext> {
  const phone = size === 'phone';
  const context = await browser.newContext({
    viewport: sizes[size],
    deviceScaleFactor: phone ? 2 : 1,
    isMobile: phone,
    hasTouch: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  });
  await real.enter(context, username);
  return context;
}

/** Chooses a file made of this text in the page's place for files. */
export const upload = (page: Page, name: string, text: string): Promise<void> =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

/** Another system that answers 500 until it is mended; then `heard` resolves with the next call. */
export async function failingReceiver() {
  let ok = false;
  let hear: () => void = () => {};
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(ok ? 200 : 500).end();
    if (ok) hear();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    mend: () => {
      ok = true;
    },
    heard: () => heard,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

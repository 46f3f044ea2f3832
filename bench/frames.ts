import type { Browser, BrowserContext } from 'playwright-core';
import { sizes } from '../web/e2e/browser.ts';

/** In the page: how long each of its frames took, in ms. */
export const NOTE_FRAMES = `
  globalThis.frames = [];
  let last = performance.now();
  requestAnimationFrame(function next(now) {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  });`;

/** In the page: how long it was held up by work of its own that took over 50 ms at a time, in ms (the Long Tasks API). */
export const NOTE_BLOCKED = `
  globalThis.blocked = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += duration;
  }).observe({ type: 'longtask' });`;

/** Somebody who never was here, signed in by `session`: nothing of the pages or of the map is kept by the browser. */
export async function stranger(browser: Browser, url: string, session: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: sizes.desktop,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  await context.addCookies([
    { name: 'huying_session', value: session, url, httpOnly: true, sameSite: 'Lax' },
  ]);
  return context;
}

import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { buildWeb, WEB_DIST } from '../../server/src/web-build.ts';
import { BENCH_KEY, startUnderTest } from '../../server/test/child.ts';
import { launch } from '../../web/e2e/browser.ts';
import type { Report } from '../figure.ts';
import { NOTE_BLOCKED, NOTE_FRAMES, stranger } from '../frames.ts';
import type { Hands } from './hands.ts';

const RUNS = 5;
const LARGE_CITY = 3;
const DEMO_CITY = 2;
const LONG_FRAME = 100;
/** Of the time in which the map is moved, the page's own work may hold it up for so many of a hundred more than with the ground alone. */
const MORE_BLOCKED = 5;
/** So long is the map moved about. */
const MOVING_MS = 6_000;

/** What of the page's own world is asked here. */
declare const document: { querySelector(selector: string): unknown };

interface Opened {
  /** Seconds from the navigation until the map and its buildings were drawn. */
  seconds: number;
  /** Buildings, or dots of buildings, in the tiles that were drawn. */
  drawn: number;
}

async function drawnIn(response: Response): Promise<number> {
  const body = await response.body().catch(() => null);
  if (!body?.length) return 0;
  const { layers } = new VectorTile(new PbfReader(body));
  let drawn = layers.buildings?.length ?? 0;
  for (let i = 0; i < (layers.dots?.length ?? 0); i++)
    drawn += layers
      .dots!.feature(i)
      .loadGeometry()
      .reduce((sum, { length }) => sum + length, 0);
  return drawn;
}

async function openOnce(context: BrowserContext, url: string): Promise<Opened & { page: Page }> {
  const page = await context.newPage();
  const tiles: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/housing/tiles/')) tiles.push(drawnIn(response));
  });
  await page.goto(`${url}/console/housing`, { waitUntil: 'commit' });
  // The map says it is busy until everything it asked for is drawn; the clock of the page began with the navigation.
  const drawnAt = await page.waitForFunction(
    () => document.querySelector('.hy-map[aria-busy="false"]') && performance.now(),
    null,
    { polling: 'raf', timeout: 60_000 },
  );
  const seconds = Number(await drawnAt.jsonValue()) / 1000;
  const drawn = (await Promise.all(tiles)).reduce((sum, each) => sum + each, 0);
  return { page, seconds, drawn };
}

/** Shares in percent: of frames that took long, and of the time in which the page was held up by its own work. */
interface Moved {
  long: number;
  blocked: number;
}

/** Pulls the map about and zooms in and out. */
async function moveAbout(page: Page): Promise<Moved> {
  const { x, y, width, height } = (await page.locator('.hy-map canvas').boundingBox())!;
  const [midX, midY] = [x + width / 2, y + height / 2];
  await page.evaluate(NOTE_FRAMES);
  await page.evaluate(NOTE_BLOCKED);
  const until = performance.now() + MOVING_MS;
  await page.mouse.move(midX, midY);
  for (let i = 0; performance.now() < until; i++) {
    await page.mouse.down();
    await page.mouse.move(midX + (i % 2 ? 160 : -160), midY + (i % 3) * 40, { steps: 12 });
    await page.mouse.up();
    await page.mouse.move(midX, midY);
    await page.mouse.wheel(0, i % 4 < 2 ? -240 : 240);
  }
  const frames: number[] = await page.evaluate('frames');
  const whole = frames.reduce((sum, ms) => sum + ms, 0);
  return {
    long: (100 * frames.filter((ms) => ms > LONG_FRAME).length) / frames.length,
    blocked: (100 * Number(await page.evaluate('blocked'))) / whole,
  };
}

/** The map moved about by a stranger; `bare`: the same ground without buildings. */
async function moved(browser: Browser, url: string, session: string, bare: boolean): Promise<Moved> {
  const context = await stranger(browser, url, session);
  if (bare) await context.route('**/api/housing/tiles/**', (route) => route.fulfill({ status: 204 }));
  const { page } = await openOnce(context, url);
  const shares = await moveAbout(page);
  await context.close();
  return shares;
}

/** Opens the map of buildings some times as a stranger does, the worst held against `bound` seconds, and moves it about. */
async function measure(
  report: Report,
  url: string,
  session: string,
  { city, bound }: { city: string; bound: number },
): Promise<void> {
  const browser = await launch();
  try {
    const all: Opened[] = [];
    for (let run = 0; run < RUNS; run++) {
      const context = await stranger(browser, url, session);
      all.push(await openOnce(context, url));
      await context.close();
    }
    const value = Math.max(...all.map(({ seconds }) => seconds));
    const drawn = Math.min(...all.map((each) => each.drawn));
    report({
      name: `${city}: the map of buildings from opening to drawn (${drawn} buildings), worst of ${RUNS} with nothing kept`,
      ...{ value, unit: 's', bound: `<= ${bound}`, ok: value <= bound && drawn > 0 },
    });
    const ground = await moved(browser, url, session, true);
    const whole = await moved(browser, url, session, false);
    report({
      name: `${city}: time in which the page is held up by its own work while the map is moved, beside the ground alone`,
      ...{ value: whole.blocked, unit: '%', reference: ground.blocked },
      ...{
        bound: `<= reference + ${MORE_BLOCKED}`,
        ok: whole.blocked <= ground.blocked + MORE_BLOCKED,
      },
    });
    // What the processor needs to draw where no graphics card does: told, and nobody's to mend in the page.
    report({
      name: `${city}: frames over ${LONG_FRAME} ms meanwhile, drawn without a graphics card`,
      ...{ value: whole.long, unit: '%', reference: ground.long },
    });
  } finally {
    await browser.close();
  }
}

/** The map of the large city, by a program of its own that serves the pages as they are now. */
export async function openMap(
  report: Report,
  where: { url: string; data: string },
  { levels }: Hands,
): Promise<void> {
  await buildWeb(() => {});
  const server = await startUnderTest(where.url, BENCH_KEY, where.data, WEB_DIST);
  try {
    const url = `http://127.0.0.1:${server.port}`;
    await measure(report, url, levels.city, { city: 'the large city', bound: LARGE_CITY });
  } finally {
    await server.stop();
  }
}

/**
 * The same at the demo city (2 s), of a program that runs already: `npm start`, then `npm run bench -- registry --open=http://127.0.0.1:8080`.
 * Signs in with the demo's account of the city.
 */
export async function openDemo(report: Report, url: string): Promise<void> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'city1', password: 'huying-demo' }),
  });
  const session = /huying_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
  if (!session) throw new Error(`${url} does not know the demo's account city1: ${answer.status}`);
  await measure(report, url, session, { city: 'the demo city', bound: DEMO_CITY });
}

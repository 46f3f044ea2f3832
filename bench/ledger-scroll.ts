import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { readConfig } from '../server/src/config.ts';
import { samplePlace, sampleStaff, tokenFor } from '../server/src/features/account/sample.ts';
import { loadDefaultPack } from '../server/src/packs/index.ts';
import { SYSTEM } from '../server/src/platform/access.ts';
import { run as inTransaction, type Runtime } from '../server/src/platform/runtime.ts';
import { createProgram } from '../server/src/program.ts';
import { buildWeb, WEB_DIST } from '../server/src/web-build.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { launch } from '../web/e2e/browser.ts';
import { benchDatabase } from './cluster.ts';
import type { Report } from './figure.ts';
import { NOTE_FRAMES, stranger } from './frames.ts';
import { option } from './tokens.ts';

export const name = 'ledger-scroll';

const ROWS = 100_000;
const LONG_FRAME = 50;
/** Of a hundred frames at most so many are long, or as many as on a bare page that the same browser scrolls beside it. */
const LONG_SHARE = 2;
const BESIDE = 1.2;
/** The last rows scroll as the first do: the pace of a page must not grow with what was read before. */
const SLOWER = 1.5;
/** So many rows of each tenth are scrolled by the wheel. */
const STRETCH = 1000;
/** So long the next page may take, in ms. */
const STUCK = 30_000;
/** As many rows as two screens hold. */
const DRAWN = 80;

/** What of the page's own world is asked here. */
declare const document: { querySelectorAll(selector: string): { length: number } };

/** Houses of one community, written straight: fifty to a building, so that the pages under test read what they always read. */
async function fill(runtime: Runtime, area: string, rows: number): Promise<void> {
  await inTransaction(runtime, SYSTEM, async ({ db }) => {
    await sql`
      insert into housing_building (id, area_id, area_by, name, address, kind, created_at)
      select md5('b' || n)::uuid, ${area}::uuid, 'hand', n || '栋', '样例路' || n || '号', 'residential', now()
      from generate_series(1, ${Math.ceil(rows / 50)}::int) n`.execute(db);
    await sql`
      insert into housing_house (id, building_id, area_id, floor, position, number, address, use, area_m2, items, created_at)
      select md5('h' || n)::uuid, md5('b' || (1 + (n - 1) / 50))::uuid, ${area}::uuid, 1 + n % 50 / 2, 1 + n % 2,
        (1 + n % 50 / 2) || '0' || (1 + n % 2), '样例路' || (1 + (n - 1) / 50) || '号' || (n % 50) || '室', 'residential', 60 + n % 80,
        jsonb_build_object('house_kind', '0' || (1 + n % 3), 'remark', '第' || n || '套'), now()
      from generate_series(1, ${rows}::int) n`.execute(db);
  });
  await sql`analyze housing_house`.execute(runtime.db).catch(() => {});
}

async function prepare(url: string, rows: number): Promise<string> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  const { runtime } = program;
  await loadDefaultPack(runtime);
  const place = await samplePlace(runtime);
  await fill(runtime, place.east, rows);
  const relations = [{ role: 'community_staff', areaId: place.east, unitId: place.eastUnit }];
  const token = await tokenFor(runtime, await sampleStaff(runtime, 'scroller', relations));
  await program.stop();
  return token;
}

/** A page of plain rows, with nothing of the program in it. */
const BARE = `document.body.innerHTML = Array.from({ length: 4000 }, (_, n) => '<p>样例路' + n + '号</p>').join('')`;

const meanOf = (frames: readonly number[]): number => frames.reduce((sum, ms) => sum + ms, 0) / frames.length;

const shareOf = (frames: readonly number[]): number =>
  (100 * frames.filter((ms) => ms > LONG_FRAME).length) / frames.length;

/** The share of long frames, in percent, when the wheel is turned over a bare page: what browser and machine take. */
async function bareShare(page: Page): Promise<number> {
  await page.evaluate(BARE);
  await page.mouse.move(700, 450);
  await page.evaluate(NOTE_FRAMES);
  for (let turn = 0; turn < 120; turn++) await page.mouse.wheel(0, 900);
  return shareOf(await page.evaluate('frames'));
}

const readTo = async (page: Page): Promise<number> => {
  const words = (await page.getByText(/^已读到第/).textContent()) ?? '';
  return Number(/[\d,]+/.exec(words)?.[0].replaceAll(',', ''));
};

interface Scrolled {
  /** Frames of each stretch, in ms. */
  stretches: number[][];
  /** The most rows that stood in the page at once. */
  drawn: number;
  read: number;
}

/** Pulls the bar to the end of what was read, page after page, until so many rows are; how many those are. */
async function pullTo(page: Page, rows: number): Promise<number> {
  const table = page.getByRole('table');
  for (let [read, since] = [await readTo(page), performance.now()]; ; ) {
    if (read >= rows) return read;
    if (performance.now() - since > STUCK) throw new Error(`no rows follow the ${read} read`);
    await table.evaluate((pane) => {
      pane.scrollTop = pane.scrollHeight;
    });
    const now = await readTo(page);
    if (now > read) since = performance.now();
    read = now;
  }
}

/** Turns the wheel until some rows more are read. */
async function turnOn(page: Page, until: number): Promise<Scrolled> {
  await page.evaluate('frames = []');
  let [read, drawn, since] = [await readTo(page), 0, performance.now()];
  while (read < until) {
    if (performance.now() - since > STUCK) throw new Error(`no rows follow the ${read} read`);
    for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, 900);
    drawn = Math.max(drawn, await page.evaluate(() => document.querySelectorAll('.hy-rows-row').length));
    const now = await readTo(page);
    if (now > read) since = performance.now();
    read = now;
  }
  return { stretches: [await page.evaluate('frames')], drawn, read };
}

/** Reads from the first row to the last: in each tenth of them the wheel is turned over a stretch, and the bar is pulled over the rest. */
async function scrollThrough(page: Page, rows: number): Promise<Scrolled> {
  const { x, y, width, height } = (await page.getByRole('table').boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.evaluate(NOTE_FRAMES);
  const all: Scrolled = { stretches: [], drawn: 0, read: 0 };
  for (let tenth = 1; tenth <= 10; tenth++) {
    await pullTo(page, Math.max(0, (rows * tenth) / 10 - STRETCH));
    const { stretches, drawn, read } = await turnOn(page, (rows * tenth) / 10);
    all.stretches.push(...stretches);
    all.drawn = Math.max(all.drawn, drawn);
    all.read = read;
  }
  return all;
}

/** A ledger of 100,000 houses in a real browser: opened, and read from its first row to its last, by wheel and bar. `--rows=N` for fewer. */
export async function run(report: Report, args: string[]): Promise<void> {
  const rows = Number(option(args, 'rows') ?? ROWS);
  if (!(rows >= 10 * STRETCH)) throw new RangeError(`--rows: at least ${10 * STRETCH}`);
  const database = await benchDatabase('ledger_scroll');
  const session = await prepare(database.url, rows);
  const pages = process.env.HUYING_TEST_PAGES ?? WEB_DIST;
  if (pages === WEB_DIST) await buildWeb(() => {});
  const server = await startUnderTest(database.url, BENCH_KEY, undefined, pages);
  // After some hundred turns of the wheel the software graphics card that maps need takes half a second for a tile now and then.
  const browser = await launch({ maps: false });
  try {
    const url = `http://127.0.0.1:${server.port}`;
    const page = await (await stranger(browser, url, session)).newPage();
    const bare = await bareShare(page);
    await page.goto(`${url}/console/ledgers?of=house`);
    await page.getByText(/^已读到第/).waitFor();
    const { stretches, drawn, read } = await scrollThrough(page, rows);
    const frames = stretches.flat();
    const share = shareOf(frames);
    const bound = Math.max(LONG_SHARE, BESIDE * bare);
    const [first, last] = [meanOf(stretches[0]!), meanOf(stretches.at(-1)!)];
    report({
      name: 'rows scrolled through',
      value: read,
      unit: 'rows',
      bound: `= ${rows}`,
      ok: read === rows,
    });
    report({
      name: `frames over ${LONG_FRAME} ms of ${frames.length} (drawn without a graphics card)`,
      ...{ value: share, unit: '%', reference: bare, ...(bare > 0 && { ratio: share / bare }) },
      ...{ bound: `<= ${LONG_SHARE}, or ${BESIDE} times a bare page`, ok: share <= bound },
    });
    report({ name: 'longest frame', value: Math.max(...frames), unit: 'ms' });
    report({
      ...{
        name: 'a frame in the last tenth, beside the first',
        value: last,
        unit: 'ms',
        reference: first,
      },
      ...{ ratio: last / first, bound: `<= ${SLOWER} times`, ok: last <= SLOWER * first },
    });
    report({
      name: 'rows in the page at once',
      value: drawn,
      unit: 'rows',
      bound: `<= ${DRAWN}`,
      ok: drawn <= DRAWN,
    });
  } finally {
    await browser.close();
    await server.stop();
    await database.drop();
  }
}

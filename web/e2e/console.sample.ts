import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { open, type Screen } from './harness.ts';
import type { Caller, Real } from './real.ts';

/** A place in 听涛社区, which `community1` is responsible for and `dept-urban` serves. */
export const PLACE = { address: '听涛路86号', point: { lng: 114.3892526, lat: 30.4063406 } };
/** 施工占道: the responsibility matrix says 城市管理局. */
export const CLASS = 'gbt-e-03-02';

/** A report by a resident, through the interface. */
export async function report(
  real: Real,
  text: string,
  more: object = {},
): Promise<{ id: string; number: string }> {
  const citizen = await real.as('citizen');
  return citizen.post('/api/matters', {
    client_id: randomUUID(),
    type: 'city-event',
    category: CLASS,
    text,
    ...PLACE,
    ...more,
  });
}

/** The choices of the list that is open. */
export const option = '.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option';

/** Opens a page of the console at 1440 × 900 as a demo account. */
export async function consoleOf(
  browser: Browser,
  real: Real,
  username: string,
  path: string,
  allow?: RegExp,
): Promise<Screen> {
  // Opened first, so that the cookie is there when the page asks who one is.
  const screen = await open(browser, `${real.url}/icon.svg`, 'desktop', allow ? { allow } : {});
  await real.enter(screen.context, username);
  await screen.page.goto(`${real.url}/console${path}`);
  return screen;
}

/** Brings a matter to the department that the matrix names. */
export async function dispatched(centre: Caller, id: string): Promise<void> {
  const { items } = await centre.get<{ items: { unit: { id: string }; role: string }[] }>(
    `/api/matters/${id}/suggestions`,
  );
  const units = items.map(({ unit, role }) => ({ unit: unit.id, role }));
  await centre.act(id, 'dispatch', { units });
}

/** Sets the point of a form's map where the map's middle is. */
export async function pinOn(page: Page): Promise<void> {
  const map = page.locator('.hy-place-point canvas');
  await map.scrollIntoViewIfNeeded();
  await page.locator('.hy-place-point .hy-map-drawing').waitFor({ state: 'detached' });
  await map.click();
  await page.locator('.hy-place-point .maplibregl-marker').waitFor();
}

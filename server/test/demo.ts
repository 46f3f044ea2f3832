import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../src/config.ts';
import { bearer, tokenFor } from '../src/features/account/sample.ts';
import { loadDefaultPack, loadDemoCity } from '../src/packs/index.ts';
import { ManualClock } from '../src/platform/clock.ts';
import type { Runtime } from '../src/platform/runtime.ts';
import { createProgram } from '../src/program.ts';
import { MORNING, schemaStamp, TEST_KEY, template } from './harness.ts';

/** The folders of what the city is made from, and which of their files that is. */
const MADE_FROM: [folder: URL, made: RegExp][] = [
  [new URL('../../packs/', import.meta.url), /./],
  [new URL('../src/packs/', import.meta.url), /./],
  [new URL('../src/features/', import.meta.url), /^demo[^/]*[.]ts$/],
];

/** The text of every file the city is made from: a template made from others is not used. */
async function cityStamp(): Promise<string> {
  const texts = MADE_FROM.map(async ([folder, made]) => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = files.filter(
      (file) => file.isFile() && made.test(file.name) && !file.name.includes('.test.'),
    );
    const sorted = paths.map((file) => join(file.parentPath, file.name)).sort();
    return Promise.all(sorted.map((path) => readFile(path, 'utf8')));
  });
  return [await schemaStamp(), ...(await Promise.all(texts)).flat()].join('\n');
}

async function fill(ownerUrl: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'huying-test-'));
  const config = readConfig({
    HUYING_DATA: dataDir,
    LOG_LEVEL: 'warn',
    DATABASE_POOL: '4',
    HUYING_KEY: TEST_KEY,
  });
  const program = await createProgram(config, ownerUrl, { clock: new ManualClock(MORNING) });
  try {
    await loadDefaultPack(program.runtime);
    await loadDemoCity(program, () => {}, { residents: 60, matters: 0 });
  } finally {
    await program.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * The demo city with all its areas, units, staff and demo accounts, 60 residents, and no matters: to clone for a test
 * (`testProgram(await demoTemplate())`). Made on first use, a few seconds.
 */
export const demoTemplate = async (): Promise<string> => template('demo', await cityStamp(), fill);

/** The id of a demo account (`grid1`, `citizen`, …). */
export async function accountId(program: { runtime: Runtime }, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from account where username = ${username}`.execute(program.runtime.db);
  if (!rows[0]) throw new Error(`no account ${username} in the demo city`);
  return rows[0].id;
}

/** The headers of somebody signed in, without the time a password takes: `grid1`, `citizen`, `street1`, `admin`, … */
export async function signIn(program: { runtime: Runtime }, username: string) {
  const id = await accountId(program, username);
  const kind = username.startsWith('citizen') ? 'resident' : 'staff';
  return bearer(await tokenFor(program.runtime, id, kind));
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../server/src/config.ts';
import { loadDefaultPack } from '../server/src/packs/index.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import type { Report } from './figure.ts';
import { writeCity } from './registry/files.ts';
import { findAll, sampleOf } from './registry/find.ts';
import { type Hands, hireHands } from './registry/hands.ts';
import { besideCopy, countCity, importCity } from './registry/import.ts';
import { readLedgers } from './registry/ledgers.ts';
import { loadAreas } from './registry/load.ts';
import { openDemo, openMap } from './registry/open.ts';
import { type CityPlan, planCity, scaleOf } from './registry/plan.ts';
import { drawTiles } from './registry/tiles.ts';
import { option } from './tokens.ts';

export const name = 'registry';

async function prepare(url: string, plan: CityPlan): Promise<Hands> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  await loadDefaultPack(program.runtime);
  const areas = await loadAreas(program.runtime, plan);
  const hands = await hireHands(program.runtime, plan, areas);
  await program.stop();
  return hands;
}

/**
 * A made-up city the size of Yichang's core: its files imported, then asked about. `--people=N` makes a smaller one with the same
 * proportions, `--only=find,ledgers,tiles,open,copy` takes some of the steps that follow the import. `--open=URL` makes none and opens the map
 * of a demo that runs there.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const running = option(args, 'open');
  if (running) return openDemo(report, running);
  const plan = planCity(scaleOf(Number(option(args, 'people') ?? 1_400_000)));
  const only = option(args, 'only')?.split(',');
  const wants = (step: string) => !only || only.includes(step);
  const folder = await mkdtemp(join(tmpdir(), 'huying-city-'));
  const database = await benchDatabase('registry');
  try {
    const written = await writeCity(join(folder, 'sheets'), plan);
    const hands = await prepare(database.url, plan);
    const where = { url: database.url, data: join(folder, 'data') };
    const { seconds, outcomes, server } = await importCity(report, where, hands, written);
    for (const [outcome, value] of Object.entries(outcomes))
      report({ name: `rows ${outcome}`, value, unit: 'rows' });
    await countCity(report, database.url, plan.scale);
    if (wants('find')) await findAll(report, server.port, hands, sampleOf(plan, hands.stems));
    if (wants('ledgers')) await readLedgers(report, server.port, hands);
    if (wants('tiles')) await drawTiles(report, server.port, hands, plan);
    await server.stop();
    if (wants('open')) await openMap(report, where, hands);
    if (wants('copy')) await besideCopy(report, database.url, seconds);
  } finally {
    await rm(folder, { recursive: true });
    await database.drop();
  }
}

import { sql } from 'kysely';
import { demoCity } from '../../../packs/demo/city.ts';
import { DemoPeople } from '../../../packs/demo/households.ts';
import { FEATURES } from '../app.ts';
import { unitRegistry } from '../features/account/index.ts';
import { areaTree } from '../features/area/index.ts';
import { loadDemoCare } from '../features/care/index.ts';
import { loadDemoHousing } from '../features/housing/index.ts';
import { loadDemoTags } from '../features/ledger/index.ts';
import { parseCategories, replaceResponsibilities } from '../features/matter/index.ts';
import { loadDemoPlaces } from '../features/place/index.ts';
import { loadDemoPeople } from '../features/resident/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { ManualClock } from '../platform/clock.ts';
import { dayOf } from '../platform/day.ts';
import { type Runtime, run } from '../platform/runtime.ts';
import { drain } from '../platform/subscribers.ts';
import { loadAreas } from './demo.areas.ts';
import { loadDuties } from './demo.duty.ts';
import { loadHotSpot } from './demo.findings.ts';
import { loadJudging } from './demo.judgement.ts';
import { readMatrix, resolveMatrix } from './demo.matrix.ts';
import { AreaBook, planUnits, readOrganisations } from './demo.organisations.ts';
import { loadResidents, loadStaff, loadUnits } from './demo.people.ts';
import { loadRegistrations } from './demo.registration.ts';
import { loadSegmentTask } from './demo.segments.ts';
import { loadSheet } from './demo.sheet.ts';
import { showcase } from './demo.showcase.ts';
import { planStaff } from './demo.staff.ts';
import { loadTeams } from './demo.team.ts';
import { loadWhistles } from './demo.whistles.ts';
import { setStage } from './director.stage.ts';
import { direct, type Played } from './director.ts';
import { DEFAULT_PACK, yamlFiles } from './folder.ts';
import { seeded } from './seed.ts';

export interface DemoOptions {
  /** The same seed gives the same people, texts and units. */
  seed: number;
  residents: number;
  /** How many matters the history has; 0 = an empty city. */
  matters: number;
  /** Days of history; it ends now. */
  days: number;
  /** The first so many matters carry photos when there is something to be seen. */
  photos: number;
}

const USUAL: DemoOptions = { seed: 429900, residents: 1500, matters: 1500, days: 42, photos: 200 };
const SUBSCRIBERS = FEATURES.flatMap((feature) => feature.subscribers ?? []);
const DAY = 86_400_000;

async function loadMatrix(runtime: Runtime): Promise<void> {
  const categories = parseCategories(await yamlFiles(new URL('categories/', DEFAULT_PACK)));
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const rows = resolveMatrix(await readMatrix(), categories, areas, units.all());
  await run(runtime, SYSTEM, (ctx) => replaceResponsibilities(ctx, rows));
}

async function report(runtime: Runtime, played: Played, say: (line: string) => void): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from matter`.execute(runtime.db);
  const refused = played.refusals.length > 0 ? `，其中 ${played.refusals.length} 步未能进行` : '';
  say(`  事项 ${rows[0]!.n} 件，办理 ${played.steps} 步${refused}`);
  if (played.refusals.length > 0)
    runtime.log.warn({ refusals: played.refusals.slice(0, 20) }, 'some steps of the demo were refused');
}

async function isEmpty(runtime: Runtime): Promise<boolean> {
  const { rows } = await sql`select from area limit 1`.execute(runtime.db);
  return rows.length === 0;
}

/**
 * Fills an empty database with the fictional 滨江市(示例): areas, organisations, people, matrix, and some weeks of matters made
 * by the real commands at moments that end now. False when there are areas already. The default pack must be loaded, and the
 * program not yet be started. `say` is told, in Chinese, how far it is.
 */
export async function loadDemoCity(
  program: { runtime: Runtime },
  say: (line: string) => void = () => {},
  options: Partial<DemoOptions> = {},
): Promise<boolean> {
  if (!(await isEmpty(program.runtime))) return false;
  const { seed, residents, days, matters, photos } = { ...USUAL, ...options };
  const end = program.runtime.clock.now();
  const clock = new ManualClock(new Date(end.getTime() - (days + 1) * DAY));
  const runtime: Runtime = { ...program.runtime, clock };
  const city = demoCity(seed);
  const book = new AreaBook(city.areas);
  await loadAreas(runtime, city);
  say(`  区域 ${city.areas.length} 个，建筑 ${city.buildings.length} 栋`);
  const organisations = await readOrganisations();
  const units = planUnits(organisations.units, book);
  const ids = await loadUnits(runtime, units);
  const staff = planStaff(organisations, units, book, seeded(seed + 1));
  const accounts = await loadStaff(runtime, staff, ids);
  const [lived, walked] = [
    [book.at([1, 1, 1]), book.at([2, 1, 1])],
    [book.at([1, 1, 1, 1]), book.at([2, 1, 1, 1])],
  ];
  const homes = await loadDemoHousing(runtime, city, lived, walked);
  const living = new DemoPeople(seeded(seed + 7), dayOf(end));
  const registered = await loadDemoPeople(runtime, () => living.household());
  say(`  小区 ${homes.estates} 个，房屋 ${homes.houses} 套，登记人员 ${registered} 人`);
  const communities = city.areas.filter(({ level }) => level === 'community');
  const lively = [book.at([1, 1, 1]), book.at([2, 1, 1])];
  const places = await loadDemoPlaces(runtime, city.buildings, communities, lively);
  say(`  单位、场所、部件、车辆、案（事）件 ${places} 处`);
  const people = await loadResidents(runtime, city, book, organisations.accounts, {
    seed: seed + 2,
    count: residents,
  });
  await loadDemoCare(program.runtime, walked);
  await loadDemoTags(program.runtime);
  await loadMatrix(runtime);
  say(`  单位 ${units.length} 个，工作人员 ${staff.length} 名，居民 ${residents} 名`);
  if (matters === 0) await drain(runtime, SUBSCRIBERS);
  else {
    const stage = await setStage(runtime, {
      book,
      buildings: city.buildings,
      residents: people,
      staff,
      ids: accounts,
    });
    await loadWhistles(runtime, stage, end);
    const played = await direct(runtime, stage, { seed, matters, days, end, photos }, say);
    await showcase(program.runtime, stage);
    await drain(program.runtime, SUBSCRIBERS);
    await loadHotSpot(runtime, stage, end);
    await drain(runtime, SUBSCRIBERS);
    await loadJudging(runtime, stage, end);
    await loadDuties(program.runtime, stage, end);
    await loadSegmentTask(program.runtime, stage, end);
    await loadTeams(program.runtime, stage);
    await loadSheet(program.runtime, living);
    await loadRegistrations(program.runtime, living);
    await drain(runtime, SUBSCRIBERS);
    await report(program.runtime, played, say);
  }
  return true;
}

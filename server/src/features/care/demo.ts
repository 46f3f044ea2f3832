import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { ManualClock } from '../../platform/clock.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { gridWorkers } from '../task/index.ts';
import { addDuty } from './commands.duty.ts';
import { enrol } from './commands.ts';
import { visit } from './commands.visit.ts';
import { VISIT } from './policy.ts';

const DAY = 86_400_000;
const MOST = 40;
const FOUND = {
  well: ['精神好，按时服药，提醒注意防滑。', '家里整洁，子女周末来过，无其他需要。'],
  needs: ['上下楼不便，想申请助餐上门，已转告社区。', '反映楼道灯不亮，已登记报修。'],
};
/** Somebody is visited so long after they were taken into care. */
const FIRST_VISIT = 2;

/** So many of each grid that somebody walks in the demo, answered for by its worker. */
const OF_GRID = 3;
/** The first of those was visited so long ago: the weekly visit is late. */
const LATE = 12;

interface Elder {
  id: string;
  area_id: string;
  kind: string;
  weak: boolean;
  /** Which one of a walked grid; null elsewhere. */
  nth: number | null;
}

/** In an order of what they are: ids of one moment are chance, and so would be who is cared for. */
const eldersOf = (runtime: Runtime, walked: readonly string[]): Promise<Elder[]> =>
  run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<Elder>`
      select p.id, p.area_id, p.kind, p.weak, case when a.code = any (${walked as string[]}::text[]) and p.nth <= ${sql.lit(OF_GRID)} then p.nth end as nth
      from (select id, area_id, case when items ? 'disability' then '02' else '01' end as kind, items->>'self_care' = '2' as weak,
          name collate "C" as name, birth, row_number() over (partition by area_id order by name collate "C", birth, id)::int as nth
        from resident_person where state = 'present' and (items->>'lives_alone' = 'true' or items ? 'disability')
          and birth < ${runtime.clock.now()}::date - interval '60 years') p
      join area a on a.id = p.area_id order by nth nulls last, a.code, p.name, p.birth, p.id limit ${sql.lit(MOST)}`.execute(
      db,
    );
    return rows;
  });

/**
 * Takes some old people of the fictional city into care, by the real commands, and visits some of them: a few are late. In the `walked` grids (by
 * code) there are always some, one of them late.
 */
export async function loadDemoCare(runtime: Runtime, walked: readonly string[]): Promise<number> {
  const elders = await eldersOf(runtime, walked);
  const workers = await gridWorkers(
    runtime.db,
    VISIT,
    elders.map(({ area_id }) => area_id),
  );
  const end = runtime.clock.now().getTime();
  for (const [i, { id, area_id, kind, weak, nth }] of elders.entries()) {
    const late = nth === 1;
    // Who was not visited yet has been taken into care today.
    const days = i % 4 === 3 ? null : late ? LATE : 1 + (i % 28);
    const clock = new ManualClock(new Date(end - (days === null ? 0 : days + FIRST_VISIT) * DAY));
    const then: Runtime = { ...runtime, clock };
    await enrol(then, SYSTEM, {
      person: id,
      level: weak || late ? '1' : i % 3 === 0 ? '3' : '2',
      kind,
      why: '入户走访时登记',
    });
    const worker = workers.get(area_id);
    if (nth !== null && worker) await addDuty(then, SYSTEM, id, { role: 'grid_worker', account: worker });
    const visitor = worker && (await loadActor(runtime.db, worker));
    if (days === null || !visitor) continue;
    clock.set(new Date(end - days * DAY));
    const result = i % 9 === 0 ? 'needs' : 'well';
    await visit(then, visitor, id, {
      client_id: uuidv7(clock.now()),
      at: clock.now().toISOString(),
      way: 'home',
      result,
      text: FOUND[result][i % 2]!,
    });
  }
  return elders.length;
}

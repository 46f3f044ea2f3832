import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { enrol } from './commands.ts';
import { visit } from './commands.visit.ts';

const DAY = 86_400_000;
const MOST = 40;
const FOUND = [
  '精神好，按时服药，提醒注意防滑。',
  '家里整洁，子女周末来过，无其他需要。',
  '反映楼道灯不亮，已登记报修。',
];

interface Elder {
  id: string;
  kind: string;
  weak: boolean;
}

/** Takes some old people of the fictional city into care, by the real commands, and visits some of them: a few are late. */
export async function loadDemoCare(runtime: Runtime): Promise<number> {
  const elders = await run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<Elder>`
      select id, case when items ? 'disability' then '02' else '01' end as kind, items->>'self_care' = '2' as weak
      from resident_person where state = 'present' and (items->>'lives_alone' = 'true' or items ? 'disability')
        and birth < ${runtime.clock.now()}::date - interval '60 years' order by id limit ${sql.lit(MOST)}`.execute(
      db,
    );
    return rows;
  });
  for (const [i, { id, kind, weak }] of elders.entries()) {
    await enrol(runtime, SYSTEM, {
      person: id,
      level: weak ? '1' : i % 3 === 0 ? '3' : '2',
      kind,
      why: '入户走访时登记',
    });
    if (i % 4 === 3) continue;
    const at = new Date(runtime.clock.now().getTime() - (1 + (i % 28)) * DAY).toISOString();
    await visit(runtime, SYSTEM, id, {
      client_id: uuidv7(runtime.clock.now()),
      at,
      way: 'home',
      result: i % 9 === 0 ? 'needs' : 'well',
      text: FOUND[i % FOUND.length]!,
    });
  }
  return elders.length;
}

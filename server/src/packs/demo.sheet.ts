import type { DemoPeople } from '../../../packs/demo/households.ts';
import { loadDemoSheet } from '../features/sheet/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import { actorNamed } from './demo.people.ts';

const COLUMNS = [
  ['姓名', 'name'],
  ['公民身份号码', 'id_number'],
  ['民族', 'nation'],
  ['手机号码', 'phone'],
  ['工作单位', 'workplace'],
] as const;
const HOUSEHOLDS = 12;

type Row = Partial<Record<(typeof COLUMNS)[number][1], string>>;

/** What people who keep such lists by hand get wrong. */
const SLIPS: ((row: Row) => Row)[] = [
  (row) => ({ ...row, id_number: row.id_number!.replace(/.$/, (last) => (last === '1' ? '2' : '1')) }),
  (row) => ({ ...row, phone: '1390000' }),
  (row) => ({ ...row, nation: '火星族' }),
  (row) => ({ ...row, name: '' }),
];

/** A list of people from the residents' committee, with a few slips, as the community's clerk hands it in. */
export async function loadSheet(runtime: Runtime, people: DemoPeople): Promise<void> {
  const clerk = await actorNamed(runtime, 'community1');
  if (!clerk) return;
  const all: Row[] = Array.from({ length: HOUSEHOLDS }, () => people.household()?.members ?? []).flat();
  const said = all.map((row, i) => (i % 3 === 2 ? (SLIPS[(i - 2) / 3]?.(row) ?? row) : row));
  const lines = said.map((row) => COLUMNS.map(([, item]) => row[item] ?? '').join(','));
  const text = ['新入住居民登记表', COLUMNS.map(([heading]) => heading).join(','), ...lines].join('\n');
  await loadDemoSheet(runtime, clerk, '新入住居民登记表.csv', text);
}

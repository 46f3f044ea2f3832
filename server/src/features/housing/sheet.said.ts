import type { Actor } from '../../platform/access.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { saidAt } from '../../platform/sheet/said.ts';
import type {
  Judged,
  SheetFault,
  SheetRow,
  SheetTarget,
  SheetValues,
  Verdict,
} from '../../platform/sheet/target.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { hear, keepNews, type Values, type Voice } from '../source/index.ts';
import { EDIT, editOf, type Reach } from './policy.ts';
import { housingFields } from './sheet.fields.ts';

/** One run over a table of estates, buildings or houses: whose word it is, and how far the importer's rights reach. */
export interface Session extends Voice {
  runtime: Runtime;
  areas: AreaTree;
  reach: Reach;
}

type Kind = 'estate' | 'building' | 'house';

/** The source of a file that nobody names. */
const SHEET = 'sheet';

async function openSession(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session> {
  const [areas, reach] = await Promise.all([areaTree(runtime), editOf(runtime, actor)]);
  return {
    ...{ runtime, areas, reach, source: text(values, 'source') || SHEET },
    saidAt: saidAt(values, runtime.clock.now()),
  };
}

export const text = (values: SheetValues, code: string): string => String(values[code] ?? '').trim();
export const fault = (field: string, code: string, words: string): { faults: SheetFault[] } => ({
  faults: [{ field, code, words }],
});
export const refused = (field: string, code: string, words: string): Verdict & { faults: SheetFault[] } => ({
  outcome: 'refused',
  ...fault(field, code, words),
});

/** The grid that a row names, if it does; or why there is none. */
export function gridOf(
  { areas }: Session,
  values: SheetValues,
): { grid: string | null } | { faults: SheetFault[] } {
  const said = text(values, 'grid');
  const area = areas.named(said);
  if (said !== '' && area?.level !== 'grid')
    return fault('grid', 'unknown_area', '没有这个网格，请填写编码，或不重名的名称。');
  return { grid: area?.id ?? null };
}

export const outside = (field: string) =>
  refused(field, 'outside_reach', '这一行不在您负责的区域内，请由所在社区、街道或物业导入。');

/** Of rows that mean the same known thing in different words only the first is taken: two words at once would hide one. */
export function onceEach<Row extends { id: string }>(found: readonly Found<Row>[]): Found<Row>[] {
  const taken = new Set<string>();
  return found.map((row) => {
    if (!row || !('id' in row)) return row;
    if (taken.has(row.id)) return refused('', 'repeated_row', '与前面的一行说的是同一个，请合并成一行。');
    taken.add(row.id);
    return row;
  });
}

/** A whole number within bounds, or why not. */
export function wholeFault(values: SheetValues, code: string, name: string, least: number, most: number) {
  const value = values[code];
  if (value === undefined || value === null) return null;
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    ? null
    : { field: code, code: 'bad_number', words: `“${name}”请填 ${least} 到 ${most} 的整数。` };
}

/** Of each row: the known thing it means, null for a new one, or why it cannot be said. */
type Found<Row> = Row | Verdict | null;

/**
 * Hears of the known things among the rows; the others are new, or refused. `write`: what is news is kept as statements. Returns also the
 * rows of which something else holds now, and which plans are new.
 */
export async function hearKnown<
  Row extends { id: string },
  Plan extends { said: Values; sourceKey: string | null },
>(
  ctx: Context,
  session: Session,
  kind: Kind,
  {
    plans,
    found,
    heldOf,
    write,
  }: {
    plans: readonly Plan[];
    found: readonly Found<Row>[];
    heldOf(row: Row): Values;
    write: boolean;
  },
): Promise<{ verdicts: Verdict[]; changed: { row: Row; plan: Plan; now: Values }[]; fresh: Plan[] }> {
  const known = found.flatMap((row, i) => (row && 'id' in row ? [{ row, plan: plans[i]! }] : []));
  const spoken = known.map(({ row, plan: { said, sourceKey } }) => ({
    ...{ id: row.id, held: heldOf(row), said, sourceKey },
  }));
  const heard = await hear(ctx, kind, session, spoken);
  if (write) keepNews(ctx, kind, session, spoken, heard);
  const changed = known.flatMap((one, i) => (heard[i]!.changed ? [{ ...one, now: heard[i]!.now }] : []));
  let next = 0;
  const verdicts = found.map((row): Verdict => {
    if (row === null) return { outcome: 'new' };
    return 'id' in row ? { outcome: heard[next++]!.outcome } : row;
  });
  return { verdicts, changed, fresh: plans.filter((_, i) => found[i] === null) };
}

/** What a table of one kind says of its own: the rest is the same for estates, buildings and houses. */
interface Own<Plan> {
  subject: Kind;
  name: string;
  key(values: SheetValues): string;
  judge(session: Session, row: SheetRow): Judged<Plan> | Promise<Judged<Plan>>;
  /** What becomes of the plans; with `write` it becomes of them. */
  take(ctx: Context, session: Session, plans: readonly Plan[], write: boolean): Promise<Verdict[]>;
}

export const housingSheet = <Plan>({ judge, take, ...own }: Own<Plan>): SheetTarget<Session, Plan> => ({
  ...own,
  permission: EDIT,
  fields: (runtime) => housingFields(runtime, own.subject),
  open: openSession,
  prepare: (session, rows) => Promise.all(rows.map((row) => judge(session, row))),
  foresee: (ctx, session, plans) => take(ctx, session, plans, false),
  write: (ctx, session, plans) => take(ctx, session, plans, true),
});

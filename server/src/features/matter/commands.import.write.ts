import { sql } from 'kysely';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { FileRow } from '../../platform/sheet/cells.ts';
import { openMatter, performAction } from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { blank, type Call, type Judged, judge, numbered } from './commands.create.ts';
import type { ImportRow } from './commands.import.ts';
import type { RowReader } from './import.cells.ts';
import { mapRow, rowFaults } from './import.map.ts';
import { insertContact, insertMatter } from './insert.ts';
import { limitsOf } from './registry.ts';
import type { Matter } from './row.ts';
import { suggestUnits } from './rules.suggest.ts';
import type { ImportProgress, RowFault } from './schema.import.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

/** One import at work. */
export interface Importing {
  runtime: Runtime;
  actor: Actor;
  row: ImportRow;
  job: string;
  reader: RowReader;
  around: Surroundings;
}

interface UnitRole {
  unit: string;
  role: 'main' | 'co' | 'inform';
}

/** A row ready to become a matter, or why it cannot; one left out by the mapping has no faults. */
export type Prepared =
  | { row: number; ok: true; judged: Judged; at: Date | null; units: UnitRole[] }
  | { row: number; ok: false; faults: RowFault[]; leftOut: boolean };

type Good = Extract<Prepared, { ok: true }>;
type Bad = Extract<Prepared, { ok: false }>;

/** Somebody else took the work over, or it was started anew: whoever is behind stops. */
export class Superseded extends Error {}

/** An importer brings matters only into the areas for which the right was given. */
function checkReach(importing: Importing, judged: Judged): void {
  const { actor, around } = importing;
  const allowed = areasOf(actor, 'matter:import');
  if (!allowed.some((area) => around.areas.within(judged.located.area.id, area)))
    throw badField(
      judged.located.placedBy === 'address' ? 'address' : judged.located.point ? 'point' : 'area',
      'outside_reach',
      '这一行的位置不在您负责的区域内。请由该区域或上级指挥中心导入。',
    );
}

/** The actor's own centre nearest to the place: in its name matters are dispatched. */
function centreOf(importing: Importing, judged: Judged): string {
  const { actor, around } = importing;
  const { path } = judged.located.area;
  const centres = actor.grants.flatMap(({ permission, unit }) => {
    const found = permission === 'matter:dispatch' && unit ? around.units.get(unit) : undefined;
    return found?.kind === 'centre' && !found.retired && path.includes(found.areaId) ? [found] : [];
  });
  const nearest = centres.sort((a, b) => path.indexOf(b.areaId) - path.indexOf(a.areaId))[0];
  if (!nearest)
    throw notAllowed('这个位置不归您所在的指挥中心派遣。请由该区域的指挥中心导入，或不选“建单并派遣”。');
  return nearest.id;
}

function unitsFor(importing: Importing, judged: Judged, named: string | null): UnitRole[] {
  if (named) return [{ unit: named, role: 'main' }];
  const found = suggestUnits(importing.around, {
    type_code: judged.type.code,
    category_code: judged.category?.code ?? null,
    area_id: judged.located.area.id,
  });
  if (!found.some(({ role }) => role === 'main'))
    throw badField(
      'unit',
      'no_unit',
      '不知道派给谁：这一行没有办理单位，责任清单里也没有。请填写办理单位，或先补全责任清单。',
    );
  return found.map(({ unit, role }) => ({ unit, role }));
}

/** Checks one row as far as it can be without writing. */
export async function prepare(importing: Importing, { row, cells }: FileRow, now: Date): Promise<Prepared> {
  const { runtime, actor, reader } = importing;
  const mapped = mapRow(reader, cells, now);
  if (!mapped.ok) return { row, ...mapped };
  const { input, createdAt, unit } = mapped.value;
  try {
    const judged = await judge(runtime, actor, input);
    checkReach(importing, judged);
    if (!importing.row.options.dispatch) return { row, ok: true, judged, at: createdAt, units: [] };
    const units = unitsFor(importing, judged, unit);
    const here = { ...judged, centre: centreOf(importing, judged) };
    return { row, ok: true, judged: here, at: createdAt, units };
  } catch (error) {
    return { row, ok: false, faults: rowFaults(reader, error, input.type), leftOut: false };
  }
}

interface Entry {
  call: Call;
  units: UnitRole[];
}

/** So many rows go to the database as one statement: more cost more to plan than the round trips they save. */
const TOGETHER = 10;

const meansOf = ({ around }: Importing, { category, type }: Call, matter: Matter) => ({
  units: around.units,
  areas: around.areas,
  limits: limitsOf(type, category, matter, around.calendar),
  terminal: false,
  claimer: null,
});

/** Opens a matter. Nobody is told of single rows. */
function open(ctx: Context, importing: Importing, { call }: Entry): Matter {
  const opening = openMatter(call.workflow);
  opening.notify = [];
  const draft = blank(ctx, call);
  return applyDecision(ctx, draft, opening, meansOf(importing, call, draft));
}

/** Dispatches what was just opened, by the engine's own decision: the steps left out are recorded as implied. */
function dispatch(ctx: Context, importing: Importing, { call, units }: Entry, matter: Matter): Matter {
  const { around } = importing;
  const view = viewOf(matter, call.type, ctx.actor, around.units, around.areas);
  const holds = holdsOn(ctx.actor, matter, around.units);
  const outcome = performAction(call.workflow, view, 'dispatch', { units }, holds, ctx.now);
  if (!outcome.ok)
    throw badField('unit', outcome.refusal.code, `${outcome.refusal.message}。请不选“建单并派遣”再导入。`);
  outcome.decision.notify = [];
  return applyDecision(ctx, matter, outcome.decision, meansOf(importing, call, matter));
}

async function writeTogether(ctx: Context, importing: Importing, entries: readonly Entry[]): Promise<void> {
  let matters = entries.map((entry) => open(ctx, importing, entry));
  if (entries.some((entry) => entry.units.length > 0)) {
    // What is opened must be there before the next decision may end it.
    await ctx.flush();
    matters = entries.map((entry, i) => dispatch(ctx, importing, entry, matters[i]!));
  }
  for (const [i, matter] of matters.entries()) {
    const { call } = entries[i]!;
    insertMatter(ctx, matter, call);
    insertContact(ctx, matter, call.input.contact);
  }
  await ctx.flush();
}

/** What decides which statements a row needs. */
function shapeOf({ call, units }: Entry): string {
  const known = [call.property, call.centre];
  return [call.type.code, Boolean(call.input.contact), ...units.map(({ unit }) => known.includes(unit))].join(
    ' ',
  );
}

/** Rows of the same shape go together, so that the database meets few different texts and plans each of them once. */
async function writeAll(ctx: Context, importing: Importing, entries: readonly Entry[]): Promise<void> {
  await sql`set local plan_cache_mode = 'force_generic_plan'`.execute(ctx.db);
  for (const alike of Map.groupBy(entries, shapeOf).values()) {
    const whole = alike.length - (alike.length % TOGETHER);
    for (let i = 0; i < whole; i += TOGETHER)
      await writeTogether(ctx, importing, alike.slice(i, i + TOGETHER));
    for (const single of alike.slice(whole)) await writeTogether(ctx, importing, [single]);
  }
}

const idOf = (each: Good): string => each.judged.input.client_id;

/** Which rows are matters already, brought in by the actor or by whoever has or had a part in one of its importing units. */
async function knownIds(db: Db, actor: Actor, good: readonly Good[]): Promise<Set<string>> {
  const { rows } = await sql<{ client_id: string }>`
    select client_id from matter where client_id = any (${good.map(idOf)}::uuid[]) and created_by = any (array(
      select distinct account_id from matter_import where account_id = ${actor.id}::uuid or account_id in (
        select account_id from account_relation where unit_id = any (${unitsOf(actor, 'matter:import')}::uuid[]))))`.execute(
    db,
  );
  return new Set(rows.map((row) => row.client_id));
}

/** Waits for others who import from the same source, then tells whether one of them has just brought in a row of these. */
async function overtaken(ctx: Context, { reader }: Importing, fresh: readonly Good[]): Promise<boolean> {
  if (fresh.length === 0) return false;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import ${reader.key}`}, 0))`.execute(ctx.db);
  return (await knownIds(ctx.db, ctx.actor, fresh)).size > 0;
}

/** The progress as it stands in the database, locked; stops who is no longer the one at work. */
async function lockProgress(ctx: Context, importing: Importing, expected: number): Promise<void> {
  const { rows } = await sql<{ job_id: string; position: number | null }>`
    select job_id, (progress ->> 'position')::int as position from matter_import
    where id = ${importing.row.id}::uuid for update`.execute(ctx.db);
  if (rows[0]?.job_id !== importing.job || (rows[0].position ?? 0) !== expected)
    throw new Superseded('另一个程序已接手这项导入');
}

const MOST_REASONS = 40;

function countReasons(progress: ImportProgress, faults: readonly RowFault[]): void {
  for (const { column, why } of faults) {
    const words = why.replace(/「[^」]*」/g, '');
    const reason = column ? `${column}：${words}` : words;
    const known = reason in progress.reasons || Object.keys(progress.reasons).length < MOST_REASONS;
    const key = known ? reason : '其他';
    progress.reasons[key] = (progress.reasons[key] ?? 0) + 1;
  }
}

/** What a batch will do: rows already here and rows twice in the file are passed over. */
async function sortOut(importing: Importing, batch: readonly Prepared[], seen: Set<string> | null) {
  const good = batch.filter((each): each is Good => each.ok);
  const known = await knownIds(importing.runtime.db, importing.actor, good);
  const fresh: Good[] = [];
  for (const each of good) {
    const id = idOf(each);
    if (known.has(id) || seen?.has(id)) continue;
    known.add(id);
    seen?.add(id);
    fresh.push(each);
  }
  const others = batch.filter((each): each is Bad => !each.ok);
  const refused = others.filter((each) => !each.leftOut);
  return { fresh, refused, repeated: good.length - fresh.length, skipped: others.length - refused.length };
}

function writeRefusals(ctx: Context, importing: Importing, refused: readonly Bad[]): void {
  if (refused.length === 0) return;
  const rows = refused.map(({ row, faults }) => ({ row, faults }));
  ctx.write(sql`
    insert into matter_import_refusal (import_id, row, faults)
    select ${importing.row.id}::uuid, row, faults from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(row int, faults jsonb)`);
}

/**
 * Writes one batch in one transaction: its matters, its refused rows and how far the work is, so that a program killed at
 * any moment has either all of it or nothing. Returns the progress after it. `seen` is given on trial runs, which write
 * no matters and so cannot find a row that stands twice in the file.
 */
export async function writeBatch(
  importing: Importing,
  batch: readonly Prepared[],
  before: ImportProgress,
  position: number,
  seen: Set<string> | null,
): Promise<ImportProgress> {
  const { runtime, actor } = importing;
  const { fresh, refused, repeated, skipped } = await sortOut(importing, batch, seen);
  const entries: Entry[] = [];
  if (!seen)
    for (const { judged, at, units } of fresh)
      entries.push({ call: await numbered(runtime, judged, at ?? runtime.clock.now()), units });
  const after: ImportProgress = {
    ...before,
    position,
    read: before.read + batch.length,
    created: before.created + fresh.length,
    dispatched: before.dispatched + fresh.filter(({ units }) => units.length > 0).length,
    repeated: before.repeated + repeated,
    refused: before.refused + refused.length,
    skipped: before.skipped + skipped,
    reasons: { ...before.reasons },
  };
  countReasons(
    after,
    refused.flatMap(({ faults }) => faults),
  );
  const written = await run(runtime, actor, async (ctx) => {
    await lockProgress(ctx, importing, before.position);
    if (!seen && (await overtaken(ctx, importing, fresh))) return false;
    await writeAll(ctx, importing, entries);
    writeRefusals(ctx, importing, refused);
    ctx.write(
      sql`update matter_import set progress = ${JSON.stringify(after)}::jsonb where id = ${importing.row.id}::uuid`,
    );
    return true;
  });
  return written ? after : writeBatch(importing, batch, before, position, seen);
}

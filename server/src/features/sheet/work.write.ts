import { sql } from 'kysely';
import { anew } from '../../platform/database/anew.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { type Outcome, outcomes, type Verdict } from '../../platform/sheet/target.ts';
import { runFor } from '../account/index.ts';
import type { Progress } from './row.ts';
import type { CellFault } from './rules.cells.ts';
import type { Chunk, Prepared, Working } from './work.ts';

/** Somebody else took the work over, or it was started anew: whoever is behind stops. */
export class Superseded extends Error {}

export const START: Progress = {
  position: 0,
  read: 0,
  outcomes: Object.fromEntries(outcomes.map((each) => [each, 0])) as Record<Outcome, number>,
  faults: {},
};

/** So many different faults are counted apart; a file has some dozens. */
const MOST_KINDS = 200;

interface Refused {
  row: number;
  faults: CellFault[];
}

const keyOf = ({ field, code }: CellFault): string => `${field}:${code}`;

/** The progress as it stands in the database, locked; stops who is no longer the one at work. */
async function lockProgress(ctx: Context, { row, job }: Working, expected: number): Promise<void> {
  const { rows } = await sql<{ job_id: string; position: number | null }>`
    select job_id, (progress ->> 'position')::int as position from sheet_import
    where id = ${row.id}::uuid for update`.execute(ctx.db);
  if (rows[0]?.job_id !== job || (rows[0].position ?? 0) !== expected)
    throw new Superseded('另一个程序已接手这项导入');
}

function writeFaults(ctx: Context, { row, job }: Working, refused: readonly Refused[]): void {
  if (refused.length === 0) return;
  const rows = refused.map(({ row: at, faults }) => ({
    id: uuidv7(ctx.now),
    row: at,
    keys: [...new Set(faults.map(keyOf))],
    sealed: ctx.runtime.sealer.seal(JSON.stringify(faults)).toString('hex'),
  }));
  ctx.write(sql`
    insert into sheet_fault (id, job_id, row, import_id, account_id, keys, sealed)
    select id, ${job}::uuid, row, ${row.id}::uuid, ${row.account_id}::uuid, keys, decode(sealed, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, row int, keys text[], sealed text)`);
}

function counted(
  before: Progress,
  chunk: Chunk,
  verdicts: readonly Outcome[],
  refused: readonly Refused[],
): Progress {
  const after: Progress = {
    position: chunk.position,
    read: before.read + chunk.rows.length,
    outcomes: { ...before.outcomes },
    faults: { ...before.faults },
  };
  for (const outcome of verdicts) after.outcomes[outcome] += 1;
  for (const { faults } of refused)
    for (const [key, { words }] of new Map(faults.map((fault) => [keyOf(fault), fault]))) {
      const known = after.faults[key];
      if (known) after.faults[key] = { ...known, rows: known.rows + 1 };
      else if (Object.keys(after.faults).length < MOST_KINDS) after.faults[key] = { rows: 1, words };
    }
  return after;
}

const planned = (each: Prepared): each is Extract<Prepared, { plan: unknown }> => 'plan' in each;

/** What became of each row, and those that were refused, also by the writing itself. */
function told(chunk: Chunk, verdicts: readonly Verdict[]): { outcomes: Outcome[]; refused: Refused[] } {
  let next = 0;
  const refused: Refused[] = [];
  const each = chunk.rows.map((row): Outcome => {
    if ('again' in row) return 'same';
    if ('faults' in row) {
      refused.push(row);
      return 'refused';
    }
    const { outcome, faults = [] } = verdicts[next++]!;
    if (outcome === 'refused')
      refused.push({ row: row.row, faults: faults.map((f) => ({ field: '', shown: '', ...f })) });
    return outcome;
  });
  return { outcomes: each, refused };
}

/**
 * Writes a chunk (on a trial: sees what writing would come to) in one transaction with its refused rows and how far the work is, so that
 * a program killed at any moment has either all of it or nothing. Returns the progress after it.
 */
export function writeChunk(working: Working, chunk: Chunk, before: Progress): Promise<Progress> {
  const { runtime, target, session, row } = working;
  const plans = chunk.rows.filter(planned).map(({ plan }) => plan);
  const work = async (ctx: Context): Promise<Progress> => {
    await lockProgress(ctx, working, before.position);
    const verdicts =
      plans.length === 0
        ? []
        : await (row.trial ? target.foresee : target.write).call(target, ctx, session, plans);
    const { outcomes: each, refused } = told(chunk, verdicts);
    const after = counted(before, chunk, each, refused);
    writeFaults(ctx, working, refused);
    ctx.write(
      sql`update sheet_import set progress = ${JSON.stringify(after)}::jsonb where id = ${row.id}::uuid`,
    );
    return after;
  };
  return anew(() => runFor(runtime, working.actor, work, { repeatable: true }));
}

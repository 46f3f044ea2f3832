import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { anyReach, reachesOf } from '../matter/index.ts';
import { trialOf } from './kinds.ts';
import type { Difference, Trial, TrialItem, TrialResult } from './schema.trial.ts';

interface Place {
  kind: string;
  code: string;
}

interface TrialRow extends Place {
  id: string;
  account_id: string;
  text: string;
  from_at: Date;
  until_at: Date;
  created_at: Date;
  result: Static<typeof TrialResult> | null;
}

/** A trial; 404 for one that is not there, or of another document than the one named. */
export async function trialRow(db: Db, id: string, place?: Place): Promise<TrialRow> {
  const { rows } = await sql<TrialRow>`
    select id, kind, code, account_id, text, from_at, until_at, created_at, result from config_trial where id = ${id}::uuid`.execute(
    db,
  );
  const row = rows[0];
  if (!row || (place && (row.kind !== place.kind || row.code !== place.code))) throw notFound('试算');
  return row;
}

/** The trials of a document that are kept, the newest first. */
export async function listTrials(
  runtime: Runtime,
  { kind, code }: Place,
): Promise<Static<typeof TrialItem>[]> {
  trialOf(kind);
  const { rows } = await sql<Omit<TrialRow, 'text' | 'result'> & { done: boolean }>`
    select id, account_id, from_at, until_at, created_at, result is not null as done from config_trial
    where kind = ${kind} and code = ${code} order by id desc limit 50`.execute(runtime.db);
  const names = await accountNames(
    runtime.db,
    rows.map(({ account_id }) => account_id),
  );
  return rows.map(({ id, account_id, from_at, until_at, created_at, done }) => ({
    id,
    by: names.get(account_id) ?? '',
    from: from_at.toISOString(),
    until: until_at.toISOString(),
    created_at: created_at.toISOString(),
    done,
  }));
}

/** What a trial found, as far as it is. */
export async function readTrial(runtime: Runtime, id: string, place: Place): Promise<Static<typeof Trial>> {
  const { from_at, until_at, created_at, result } = await trialRow(runtime.db, id, place);
  const { words, columns } = trialOf(place.kind);
  return {
    id,
    from: from_at.toISOString(),
    until: until_at.toISOString(),
    created_at: created_at.toISOString(),
    words,
    columns,
    result,
  };
}

/** The numbers of those subjects that exist for this actor. */
async function seenBy(runtime: Runtime, actor: Actor, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const sees = anyReach(reachesOf(actor, await areaTree(runtime)));
  const { rows } = await sql<{ id: string; number: string }>`
    select m.id, m.number from matter m where m.id = any (${ids as string[]}::uuid[]) and ${sees}`.execute(
    runtime.db,
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

const after = (cursor: string | undefined): number => {
  const n = cursor ? Number(cursor) : 0;
  if (!Number.isInteger(n) || n < 0 || n > 2_147_483_647)
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return n;
};

/** What the draft would have made otherwise, in the order of time; of one line, or of all. The subject is named only to whoever may open it. */
export async function listDifferences(
  runtime: Runtime,
  actor: Actor,
  { id, ...place }: Place & { id: string },
  { line, cursor, limit = 50 }: { line?: string; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Difference>>> {
  await trialRow(runtime.db, id, place);
  const { rows } = await sql<{
    n: number;
    line: string;
    subject: string | null;
    at: Date | null;
    about: string;
    before: string;
    after: string;
  }>`select n, line, subject, at, about, before, after from config_trial_difference
    where trial_id = ${id}::uuid and n > ${after(cursor)}::int ${line === undefined ? sql`` : sql`and line = ${line}`}
    order by n limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, ({ n }) => String(n));
  const numbers = await seenBy(
    runtime,
    actor,
    page.items.flatMap(({ subject }) => subject ?? []),
  );
  return {
    next: page.next,
    items: page.items.map(({ n, subject, at, ...told }) => ({
      ...told,
      id: String(n),
      at: at?.toISOString() ?? null,
      matter:
        subject !== null && numbers.has(subject) ? { id: subject, number: numbers.get(subject)! } : null,
    })),
  };
}

import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import {
  clockKinds,
  clockWords,
  type KeptClock,
  MOVE_WORDS,
  PROVISIONAL_WORDS,
  pausedNow,
  type Recomputed,
  recompute,
} from '../workflow/index.ts';
import { leftAt, untilLeft } from './policy.left.ts';
import { findMatter } from './row.ts';
import type { ClockHistory } from './schema.clocks.ts';

interface Row extends KeptClock {
  id: string;
  kind: string;
  stopped_at: Date | null;
}

const iso = (at: Date | string): string => new Date(at).toISOString();

function historyOf(row: Row, again: Recomputed): Static<typeof ClockHistory> {
  const { limits, pauses } = row;
  const why = clockWords(limits, pauses);
  return {
    id: row.id,
    kind: row.kind,
    kind_name: clockKinds[row.kind as keyof typeof clockKinds] ?? row.kind,
    started_at: iso(row.started_at),
    due_at: iso(row.due_at),
    stopped_at: row.stopped_at && iso(row.stopped_at),
    paused: pausedNow(row),
    provisional: again.provisional,
    why: again.provisional ? `${why}；${PROVISIONAL_WORDS}` : why,
    limit: limits.limit,
    level: limits.level ?? null,
    calendar: again.calendar === null ? null : { name: again.calendar, version: limits.calendar_version },
    pauses: pauses.map(({ from, to }) => ({ from: iso(from), to: to ? iso(to) : null })),
    extended_to: limits.extended_to ?? null,
    moves: (limits.moves ?? []).map((move) => ({ ...move, why: MOVE_WORDS[move.why] })),
    computed: again.due && iso(again.due),
    same: again.same,
  };
}

/** All clocks of a matter in the order in which they began, those that have stopped too, each computed again. */
export async function clocksOf(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof ClockHistory>[]> {
  const areas = await areaTree(runtime);
  const matter = await findMatter(runtime.db, actor, areas, id);
  const { rows } = await sql<Row>`
    select id, kind, started_at, due_at, stopped_at, limits, pauses from workflow_clock
    where subject = ${id}::uuid order by started_at, id`.execute(runtime.db);
  const seen = untilLeft(rows, leftAt(actor, matter, areas), ({ started_at }) => started_at);
  return Promise.all(seen.map(async (row) => historyOf(row, await recompute(runtime, row))));
}

const BATCH = 1000;
/** So many differences are told one by one. */
const TOLD = 20;

/** What computing every clock again found. */
export interface Verdict {
  checked: number;
  /** Given by another system, not computed. */
  given: number;
  different: number;
  first: { number: string; kind: string; due: Date; computed: Date }[];
}

/** Computes the due time of every clock there is again, from what is kept of it, and compares. Reads page by page, writes nothing. */
export async function verifyClocks(runtime: Runtime): Promise<Verdict> {
  const verdict: Verdict = { checked: 0, given: 0, different: 0, first: [] };
  let last = NIL;
  for (;;) {
    const { rows } = await sql<Row & { number: string | null }>`
      select c.id, c.kind, c.started_at, c.due_at, c.stopped_at, c.limits, c.pauses, m.number
      from workflow_clock c left join matter m on m.id = c.subject
      where c.id > ${last}::uuid order by c.id limit ${atMost(BATCH)}`.execute(runtime.db);
    for (const row of rows) {
      const { due, same } = await recompute(runtime, row);
      verdict.checked += 1;
      if (same === null) verdict.given += 1;
      if (same !== false) continue;
      verdict.different += 1;
      if (verdict.first.length < TOLD)
        verdict.first.push({ number: row.number ?? '', kind: row.kind, due: row.due_at, computed: due! });
    }
    if (rows.length < BATCH) return verdict;
    last = rows.at(-1)!.id;
  }
}

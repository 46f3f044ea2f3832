import { sql } from 'kysely';
import { type Actor, holds, SYSTEM } from '../../../platform/access.ts';
import { notAllowed } from '../../../platform/errors.ts';
import { recordNext } from '../../../platform/events.ts';
import type { JobKind, JobRun } from '../../../platform/feature.ts';
import { fileUrls } from '../../../platform/files/files.ts';
import { queueJob } from '../../../platform/jobs.ts';
import { atMost } from '../../../platform/page.ts';
import { type Runtime, run } from '../../../platform/runtime.ts';
import type { SheetCell } from '../../../platform/sheet/write.cells.ts';
import { keepSheet } from '../../../platform/sheet/write.ts';
import { askerOf } from '../../account/index.ts';
import { areaTree } from '../../area/index.ts';
import { inReach, mayAt, reachOf } from '../../resident/index.ts';
import { FORMS } from '../policy.ts';
import { findSegment } from '../segment/queries.ts';
import { type Column, columnsOf } from './columns.ts';
import { cellsOf, chosen, nextPeople, type Place } from './queries.ts';

export const EXPORT_JOB = 'ledger.export';
const PAGE = 200;

export interface Export {
  name: string;
  columns: string[];
  rule?: string;
  area?: string;
  segment?: string;
  purpose?: string;
}

/** What waits in the queue: the rule may tell of people, so it stands sealed. */
type Queued = Omit<Export, 'rule'> & { rule_sealed?: string };

const queued = ({ sealer }: Runtime, { rule, ...rest }: Export): Queued => ({
  ...rest,
  ...(rule && { rule_sealed: sealer.seal(rule).toString('base64') }),
});
const wantedOf = ({ sealer }: Runtime, { rule_sealed, ...rest }: Queued): Export => ({
  ...rest,
  ...(rule_sealed && { rule: sealer.open(Buffer.from(rule_sealed, 'base64')) }),
});

/** Begins an export in the background; refuses columns and rules that cannot be asked before anything is queued. */
export async function startExport(runtime: Runtime, actor: Actor, wanted: Export): Promise<{ job: string }> {
  await columnsOf(runtime, wanted.columns);
  if (wanted.segment) await run(runtime, actor, (ctx) => findSegment(ctx, actor, wanted.segment!));
  else await chosen(runtime, actor, wanted);
  return { job: await run(runtime, actor, async (ctx) => queueJob(ctx, EXPORT_JOB, queued(runtime, wanted))) };
}

/** Pages of people: of a rule, or the members of a segment. */
async function pagesOf(
  runtime: Runtime,
  actor: Actor,
  wanted: Export,
): Promise<(after: Place | null) => Promise<Place[]>> {
  if (!wanted.segment) {
    const holds = await chosen(runtime, actor, wanted);
    return (after) => nextPeople(runtime, holds, after, PAGE);
  }
  // It may have been taken from this actor while the work waited.
  await run(runtime, actor, (ctx) => findSegment(ctx, actor, wanted.segment!));
  const reach = reachOf(actor, await areaTree(runtime), wanted.area);
  return (after) =>
    run(runtime, SYSTEM, async ({ db }) => {
      const behind = after
        ? sql`and (m.area_id, m.person_id) > (${after.area}::uuid, ${after.id}::uuid)`
        : sql``;
      const { rows } = await sql<Place>`
        select m.area_id as area, m.person_id as id from ledger_member m
        where m.segment_id = ${wanted.segment}::uuid and ${inReach(sql`m.area_id`, reach)} ${behind}
        order by m.area_id, m.person_id limit ${atMost(PAGE)}`.execute(db);
      return rows;
    });
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Days are days in the sheet, not texts that look like one. */
const typed = ({ type }: Column, cell: string | number | boolean | null): SheetCell =>
  type === 'date' && typeof cell === 'string' && DAY.test(cell) ? { day: cell } : cell;

async function write(
  runtime: Runtime,
  { actor, wanted, columns }: { actor: Actor; wanted: Export; columns: Column[] },
  job: JobRun,
): Promise<{ file: string; rows: number }> {
  const [next, areas] = [await pagesOf(runtime, actor, wanted), await areaTree(runtime)];
  let rows = 0;
  const head = {
    columns: columns.map(({ name }) => name),
    mark: { who: actor.name, at: runtime.clock.now() },
  };
  const file = await keepSheet(
    runtime,
    { owner: actor.id, name: `${wanted.name}.xlsx` },
    head,
    async (add) => {
      for (let places = await next(null); places.length > 0; places = await next(places.at(-1)!)) {
        // A right to export in one place takes nobody else along.
        const ids = places.flatMap(({ id, area }) => (mayAt(actor, FORMS, area, areas) ? [id] : []));
        for (const { cells } of await cellsOf(runtime, actor, ids, columns, wanted.purpose)) {
          await add(cells.map((cell, at) => typed(columns[at]!, cell)));
          rows += 1;
        }
        await job.report({ rows });
        if (places.length < PAGE) break;
      }
    },
  );
  return { file, rows };
}

/** Writes a ledger or a segment into a sheet for its asker alone, as the asker may read it at this moment, and tells the log. */
export const exportJob: JobKind = {
  kind: EXPORT_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !holds(actor, FORMS)) throw notAllowed('您的账号已没有导出人员信息的权限。');
    const wanted = wantedOf(runtime, job.input as Queued);
    const columns = await columnsOf(runtime, wanted.columns);
    const { file, rows } = await write(runtime, { actor, wanted, columns }, job);
    await run(runtime, actor, (ctx) =>
      recordNext(ctx, {
        ...{ subjectKind: 'export', subject: job.id, kind: 'export.made', audience: 'staff' },
        scopes: [actor.id],
        data: {
          rows,
          items: wanted.columns,
          file,
          ...(wanted.purpose && { purpose: wanted.purpose }),
          ...(wanted.segment && { segment: wanted.segment }),
        },
      }),
    );
    return { rows, file: fileUrls(file).url };
  },
};

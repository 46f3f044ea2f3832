import { sql } from 'kysely';
import { type Actor, holds, SYSTEM } from '../../../platform/access.ts';
import { badField, notAllowed } from '../../../platform/errors.ts';
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
import { type Cell, columnsOf, Words } from './columns.ts';
import type { Column, Ledger } from './ledger.ts';
import { ledgerFor } from './ledgers.ts';
import { nextRows, type Place } from './queries.ts';

export const EXPORT_JOB = 'ledger.export';
const PAGE = 200;

export interface Export {
  subject?: string;
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
  const ledger = ledgerFor(actor, wanted.segment ? undefined : wanted.subject);
  if (wanted.purpose && ledger.subject !== 'person')
    throw badField('purpose', 'not_here', '只有人员台账可以写明用途导出完整信息；这里导出的是遮盖后的内容。');
  await columnsOf(runtime, ledger, wanted.columns);
  if (wanted.segment) await run(runtime, actor, (ctx) => findSegment(ctx, actor, wanted.segment!));
  else await ledger.rows(runtime, actor, wanted);
  return {
    job: await run(runtime, actor, async (ctx) => queueJob(ctx, EXPORT_JOB, queued(runtime, wanted))),
  };
}

/** Pages of rows: of a rule, or the members of a segment. */
async function pagesOf(
  runtime: Runtime,
  actor: Actor,
  { ledger, wanted }: Pick<Work, 'ledger' | 'wanted'>,
): Promise<(after: Place | null) => Promise<Place[]>> {
  if (!wanted.segment) {
    const rows = await ledger.rows(runtime, actor, wanted);
    return (after) => nextRows(runtime, rows, after, PAGE);
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
const typed = ({ type }: Column, cell: Cell): SheetCell =>
  type === 'date' && typeof cell === 'string' && DAY.test(cell) ? { day: cell } : cell;

interface Work {
  actor: Actor;
  ledger: Ledger;
  wanted: Export;
  columns: Column[];
}

async function write(
  runtime: Runtime,
  { actor, ledger, wanted, columns }: Work,
  job: JobRun,
): Promise<{ file: string; rows: number }> {
  const [next, areas, words] = [
    await pagesOf(runtime, actor, { ledger, wanted }),
    await areaTree(runtime),
    await Words.of(runtime),
  ];
  const { purpose } = wanted;
  // A right to export in one place takes nobody else along; what lies nowhere goes with the whole city.
  const everywhere = reachOf(actor, areas, undefined, FORMS) === null;
  const taken = (area: string | null) => (area === null ? everywhere : mayAt(actor, FORMS, area, areas));
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
        const ids = places.flatMap(({ id, area }) => (area === null || taken(area) ? [id] : []));
        const entries = await ledger.read(runtime, actor, ids, { columns, ...(purpose && { purpose }) });
        for (const entry of entries.filter(({ area }) => taken(area))) {
          await add(words.cells(columns, entry).map((cell, at) => typed(columns[at]!, cell)));
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
    const ledger = ledgerFor(actor, wanted.segment ? undefined : wanted.subject);
    const columns = await columnsOf(runtime, ledger, wanted.columns);
    const { file, rows } = await write(runtime, { actor, ledger, wanted, columns }, job);
    await run(runtime, actor, (ctx) =>
      recordNext(ctx, {
        ...{ subjectKind: 'export', subject: job.id, kind: 'export.made', audience: 'staff' },
        scopes: [actor.id],
        data: {
          rows,
          ...{ subject: ledger.subject, items: wanted.columns },
          file,
          ...(wanted.purpose && { purpose: wanted.purpose }),
          ...(wanted.segment && { segment: wanted.segment }),
        },
      }),
    );
    return { rows, file: fileUrls(file).url };
  },
};

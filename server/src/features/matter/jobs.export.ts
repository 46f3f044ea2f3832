import { holds } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { dayOf } from '../../platform/day.ts';
import { notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { keepSheet } from '../../platform/sheet/write.ts';
import { askerOf, normalPhone } from '../account/index.ts';
import { EXPORT_JOB, type ExportInput } from './commands.export.ts';
import { exportColumns, exportLine, exportRow } from './export.ts';
import { exportPages } from './queries.export.ts';

/** More than spreadsheet programs are pleasant with; whoever needs more narrows the filters. */
export const MOST_EXPORTED = 200_000;

function questionOf(runtime: Runtime, { q }: ExportInput): string | undefined {
  return q === null ? undefined : runtime.sealer.open(Buffer.from(q, 'base64'));
}

/** Writes the list, as its reader sees it at this moment, into a spreadsheet for that account alone, and puts it on record. */
export const exportJob: JobKind = {
  kind: EXPORT_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !holds(actor, 'matter:export')) throw notAllowed('您的账号已没有导出的权限。');
    const input = job.input as ExportInput;
    const q = questionOf(runtime, input);
    const asked = { ...(q && { q: normalPhone(q) ? maskPhone(q) : q }), ...input.filters };
    const now = runtime.clock.now();
    const head = {
      line: exportLine(actor.name, now, asked),
      mark: { who: actor.name, at: now },
      columns: input.columns.map((code) => exportColumns[code].name),
      widths: input.columns.map((code) => exportColumns[code].width),
    };
    const day = dayOf(now);
    let rows = 0;
    let complete = true;
    const name = `事项清单-${day}.xlsx`;
    const file = await keepSheet(runtime, { owner: actor.id, name }, head, async (write) => {
      for await (const page of exportPages(runtime, actor, { ...input.filters, ...(q && { q }) })) {
        for (const { item, extra } of page.slice(0, MOST_EXPORTED - rows))
          await write(exportRow(input.columns, item, extra));
        complete = rows + page.length <= MOST_EXPORTED;
        rows = Math.min(rows + page.length, MOST_EXPORTED);
        await job.report({ rows });
        if (!complete) break;
      }
    });
    await run(runtime, actor, (ctx) =>
      recordNext(ctx, {
        subjectKind: 'export',
        subject: job.id,
        kind: 'export.made',
        audience: 'staff',
        scopes: [actor.id],
        data: { filters: asked, columns: input.columns, rows, file },
      }),
    );
    return { rows, complete, file: fileUrls(file).url, name };
  },
};

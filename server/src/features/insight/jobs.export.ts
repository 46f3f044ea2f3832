import { type Actor, holds } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { fileUrls, keepExport } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { SheetCell } from '../../platform/sheet/write.cells.ts';
import { keepSheet } from '../../platform/sheet/write.ts';
import { askerOf } from '../account/index.ts';
import { VIEW } from './policy.ts';
import type { TableQuestion } from './queries.table.ts';
import { listSchemes, showTable } from './queries.ts';

export const EXPORT_JOB = 'insight.export';

interface Sheet {
  title: string;
  columns: string[];
  rows: SheetCell[][];
}

type Shown = Awaited<ReturnType<typeof showTable>>;
type Info = Awaited<ReturnType<typeof listSchemes>>['items'][number];

const percent = (rate: number | null): SheetCell => (rate === null ? null : Math.round(rate * 10_000) / 100);
const sum = (terms: readonly number[], weights: readonly { weight: number }[]): number =>
  Math.round(terms.reduce((total, n, i) => total + n * weights[i]!.weight, 0) * 10) / 10;

function cells({ values, score }: Pick<Shown['total'], 'values' | 'score'>, info: Info): SheetCell[] {
  return [
    ...values.flatMap(({ rate, numerator, denominator, excluded }, i) => [
      percent(rate),
      sum(numerator, info.indicators[i]!.numerator),
      sum(denominator, info.indicators[i]!.denominator),
      excluded,
    ]),
    ...(info.score ? [score === null ? null : Math.round(score * 100) / 100] : []),
  ];
}

async function sheetOf(runtime: Runtime, actor: Actor, question: TableQuestion): Promise<Sheet> {
  const [table, { items }] = await Promise.all([showTable(runtime, actor, question), listSchemes(runtime)]);
  const info = items.find(({ code }) => code === table.scheme)!;
  const words = info.indicators.flatMap(({ name, numerator, denominator }) => [
    `${name}（%）`,
    numerator.map((term) => (term.weight === 1 ? term.name : `${term.weight}×${term.name}`)).join('＋'),
    denominator.map((term) => term.name).join('＋'),
    `${name}剔除`,
  ]);
  return {
    title: `${info.name} ${table.area.name} ${table.period.name}`,
    columns: ['名次', '名称', '说明', ...words, ...(info.score ? [info.score.name] : [])],
    rows: [
      ...table.rows.map((row) => [row.rank, row.name, row.detail, ...cells(row, info)]),
      [null, '合计', null, ...cells(table.total, info)],
    ],
  };
}

/** What a spreadsheet program would calculate is written as text, quotes doubled. */
function csvCell(value: SheetCell): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a mark at the beginning by which Excel knows that it is UTF-8. */
const csvOf = ({ columns, rows }: Sheet): Buffer =>
  Buffer.from(`\ufeff${[columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`);

async function keep(runtime: Runtime, by: Actor, format: string, line: string, sheet: Sheet) {
  const owner = by.id;
  const mark = { who: by.name, at: runtime.clock.now() };
  const name = `${sheet.title}.${format}`;
  const file =
    format === 'csv'
      ? await keepExport(runtime, { owner, name, mediaType: 'text/csv', content: csvOf(sheet) })
      : await keepSheet(runtime, { owner, name }, { line, columns: sheet.columns, mark }, async (write) => {
          for (const row of sheet.rows) await write(row);
        });
  return { file, name };
}

/** Writes the table, as its reader sees it at this moment, into a file for that account alone, and puts it on record. */
export const exportJob: JobKind = {
  kind: EXPORT_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !holds(actor, VIEW)) throw notAllowed('您的账号已没有查看考核指标的权限。');
    const { format, ...question } = job.input as TableQuestion & { format: string };
    const sheet = await sheetOf(runtime, actor, question);
    const line = `${sheet.title}；${actor.name} 导出`;
    const { file, name } = await keep(runtime, actor, format, line, sheet);
    await run(runtime, actor, (ctx) =>
      recordNext(ctx, {
        subjectKind: 'export',
        subject: job.id,
        kind: 'export.made',
        audience: 'staff',
        scopes: [actor.id],
        data: { filters: { ...question }, columns: sheet.columns, rows: sheet.rows.length, file },
      }),
    );
    return { rows: sheet.rows.length, complete: true, file: fileUrls(file).url, name };
  },
};

import { sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind } from '../../platform/feature.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { atMost } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { SheetCell } from '../../platform/sheet/write.cells.ts';
import { keepSheet } from '../../platform/sheet/write.ts';
import { accountNames, askerOf } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { FormField } from '../workflow/index.ts';
import { gridsSeen, mustSee, READERS } from './policy.ts';
import { type Duty, PIECE, type Piece, readDuty, type Sealed } from './row.ts';
import { labelsFor, targetsOf } from './targets.ts';

export const EXPORT_JOB = 'duty.export';
const PAGE = 500;

type Row = Piece & { sealed: Buffer | null; photos: number | null };

/** An answer as a typed cell: numbers and days stay what they are, choices are written as they were read. */
export function cellOf(field: FormField, value: unknown): SheetCell {
  if (value === undefined || value === null) return null;
  if (field.kind === 'boolean') return value ? '是' : '否';
  if (field.kind === 'number') return Number(value);
  if (field.kind === 'date') return { day: String(value) };
  const words = new Map(field.options?.map((option) => [option.value, option.label]));
  return [value]
    .flat()
    .map((each) => words.get(String(each)) ?? String(each))
    .join('、');
}

const stateOf = ({ state, late }: Piece): string =>
  state === 'cancelled'
    ? '已撤回'
    : state === 'done'
      ? late
        ? '逾期完成'
        : '已完成'
      : late
        ? '逾期未完成'
        : '未完成';

function headOf(duty: Duty, target: string | null): string[] {
  return [
    ...[
      '街道',
      '社区',
      '网格',
      ...(target ? [target] : []),
      '网格员',
      '状态',
      '期限',
      '完成时间',
      '退回次数',
    ],
    ...duty.fields.map(({ label }) => label),
    ...['备注', '照片张数', '经度', '纬度'],
  ];
}

function cellsOf(
  row: Row,
  duty: Duty,
  names: Map<string, string>,
  { areas, label, said }: { areas: AreaTree; label: string | null; said: Sealed | null },
): SheetCell[] {
  const name = (level: string) => areas.ancestor(row.grid_id, level)?.name ?? null;
  return [
    ...[name('street'), name('community'), name('grid'), ...(duty.target_kind ? [label] : [])],
    ...[
      names.get(row.done_by ?? row.account_id ?? '') ?? null,
      stateOf(row),
      row.due_at,
      row.done_at,
      row.reworks,
    ],
    ...duty.fields.map((field) => cellOf(field, said?.answers[field.name])),
    ...[said?.note ?? null, row.photos, said?.point?.lng ?? null, said?.point?.lat ?? null],
  ];
}

/** The pieces of a task with their newest answers, as this reader may see them, a page at a time. */
async function* pages(runtime: Runtime, actor: Actor, duty: Duty, seen: string[] | null) {
  const grids = seen ? sql`and p.grid_id = any (${seen}::uuid[])` : sql``;
  for (let after: string | null = null; ; ) {
    const from = after ? sql`and p.id > ${after}::uuid` : sql``;
    const rows: Row[] = await run(runtime, actor, async (ctx) => {
      const found = await sql<Row>`
        select ${PIECE}, r.sealed, r.photos from duty_piece p left join lateral (
          select sealed, photos from duty_answer a where a.duty_id = p.duty_id and a.piece_id = p.id order by a.id desc limit 1) r on true
        where p.duty_id = ${duty.id}::uuid ${grids} ${from} order by p.id limit ${atMost(PAGE)}`.execute(
        ctx.db,
      );
      return found.rows;
    });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

async function writeSheet(
  runtime: Runtime,
  actor: Actor,
  duty: Duty,
  report: (rows: number) => Promise<void>,
) {
  const areas = await areaTree(runtime);
  const seen = gridsSeen(duty, mustSee(actor, duty, areas), areas);
  const now = runtime.clock.now();
  const target = duty.target_kind && (targetsOf(runtime, duty.target_kind)?.name ?? '对象');
  const name = `${duty.title}-${dayOf(now)}.xlsx`;
  const line = `${duty.title}；${actor.name} 于 ${dayOf(now)} 导出。可能含个人信息，请妥善保管，用后删除。`;
  let n = 0;
  const head = { line, columns: headOf(duty, target) };
  const file = await keepSheet(runtime, { owner: actor.id, name }, head, async (write) => {
    for await (const rows of pages(runtime, actor, duty, seen)) {
      const people = rows.flatMap(({ done_by, account_id }) =>
        [done_by, account_id].filter((id) => id !== null),
      );
      const names = await accountNames(runtime.db, people);
      const about = rows.map((row) => ({ target: row.target, target_kind: duty.target_kind }));
      const labels = await labelsFor(runtime, actor, about);
      for (const row of rows) {
        const said = row.sealed ? (JSON.parse(runtime.sealer.open(row.sealed)) as Sealed) : null;
        await write(cellsOf(row, duty, names, { areas, label: labels.get(row.target ?? '') ?? null, said }));
      }
      n += rows.length;
      await report(n);
    }
  });
  return { file, name, rows: n };
}

/** Writes the result of a task, as its reader sees it at this moment, into a file for that account alone, and puts it on record. */
export const exportJob: JobKind = {
  kind: EXPORT_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !READERS.some((permission) => holds(actor, permission)))
      throw notAllowed('您的账号已没有查看网格任务的权限。');
    const duty = await readDuty(runtime.db, (job.input as { duty: string }).duty);
    const { file, name, rows } = await writeSheet(runtime, actor, duty, (n) => job.report({ rows: n }));
    await run(runtime, actor, (ctx) =>
      recordNext(ctx, {
        subjectKind: 'export',
        subject: job.id,
        kind: 'export.made',
        audience: 'staff',
        scopes: [actor.id],
        data: { filters: { duty: duty.id }, columns: headOf(duty, duty.target_kind), rows, file },
      }),
    );
    return { rows, complete: true, file: fileUrls(file).url, name };
  },
};

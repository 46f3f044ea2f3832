import { readFile } from 'node:fs/promises';
import {
  changeAreas,
  decodeText,
  type FileReport,
  importBoundariesFile,
  importCodesFile,
} from '../../src/features/area/index.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import type { Context } from '../../src/platform/runtime.ts';
import { type Command, type Input, maybe, type Tools } from './command.ts';

const SYSTEMS = ['wgs84', 'gcj02', 'bd09'] as const;

async function fileOf({ positionals }: Input): Promise<string> {
  const [file] = positionals;
  if (!file) throw new Error('请给出文件名');
  return decodeText(await readFile(file));
}

function faultLines({ faults, errors, warnings }: FileReport): string[] {
  const lines = faults.map(({ row, column, severity, message, remedy }) => {
    const where = row === 0 ? '整个文件' : `第 ${row} 行${column ? `（${column}）` : ''}`;
    return `${severity === 'error' ? '错误' : '注意'} ${where}：${message}。${remedy}。`;
  });
  const rest = errors + warnings - faults.length;
  return rest > 0 ? [...lines, `……另有 ${rest} 条未列出`] : lines;
}

function coverageLines({ coverage, version }: FileReport): string[] {
  if (!coverage) return [];
  const { counts, gaps, overlaps, outside } = coverage;
  const where = ([lng, lat]: [number, number]) => `${lng.toFixed(6)}, ${lat.toFixed(6)}`;
  return [
    `边界版本 ${version}：空隙 ${counts.gaps}，重叠 ${counts.overlaps}，超出上级 ${counts.outside}，没有上级 ${counts.without_parent}，没有边界 ${counts.without_boundary}，编码不是区域 ${counts.boundary_without_area}，无法比对 ${counts.unchecked}`,
    ...gaps
      .slice(0, 20)
      .map((one) => `  空隙：${one.parent} 内 ${one.area_m2} 平方米，在 ${where(one.point)}`),
    ...overlaps
      .slice(0, 20)
      .map((one) => `  重叠：${one.a} 与 ${one.b} ${one.area_m2} 平方米，在 ${where(one.point)}`),
    ...outside
      .slice(0, 20)
      .map((one) => `  超出：${one.code} 在 ${one.parent} 外 ${one.area_m2} 平方米，在 ${where(one.point)}`),
  ];
}

/** Runs an import, or only tries it, and tells what it found. */
async function work(
  input: Input,
  { open, say }: Tools,
  importFile: (ctx: Context, text: string) => Promise<FileReport>,
): Promise<void> {
  const text = await fileOf(input);
  const dry = input.values['dry-run'] === true;
  const report = await changeAreas(await open(), SYSTEM, async (ctx): Promise<FileReport> => {
    const done = await importFile(ctx, text);
    return dry ? ctx.undo(done) : done;
  });
  for (const line of [...faultLines(report), ...coverageLines(report)]) say(line);
  const { total, accepted, created, changed, moved, unchanged, orphans } = report;
  if (accepted === 0) throw new Error(`文件中的 ${total} 项都不能导入，请按以上说明改正`);
  say(
    `${dry ? '检查完毕，没有改动数据' : '已导入'}：共 ${total} 项，可用 ${accepted}，新建 ${created}，更改 ${changed}，随上级移动 ${moved}，未变 ${unchanged}，上级未知 ${orphans}`,
  );
}

const dryRun = { 'dry-run': { type: 'boolean' } } as const;
const text = { type: 'string' } as const;

export const importCodes: Command = {
  name: 'area import-codes',
  usage: '文件 [--dry-run]',
  summary: '导入区划编码（CSV 或 JSON：code、name，可有 parent、level）；--dry-run 只检查',
  options: dryRun,
  run: (input, tools) => work(input, tools, importCodesFile),
};

export const importBoundaries: Command = {
  name: 'area import-boundaries',
  usage: '文件 [--note 说明] [--system wgs84|gcj02|bd09] [--code 编码属性] [--name 名称属性] [--dry-run]',
  summary: '导入边界（GeoJSON）为新的边界版本，并检查空隙、重叠；--dry-run 只检查',
  options: { note: text, system: text, code: text, name: text, ...dryRun },
  async run(input, tools) {
    const system = SYSTEMS.find((one) => one === (maybe(input, 'system') ?? 'wgs84'));
    if (!system) throw new Error(`--system 只能是 ${SYSTEMS.join('、')}`);
    const options = {
      system,
      note: maybe(input, 'note'),
      code_property: maybe(input, 'code'),
      name_property: maybe(input, 'name'),
    };
    await work(input, tools, (ctx, content) => importBoundariesFile(ctx, content, options));
  },
};

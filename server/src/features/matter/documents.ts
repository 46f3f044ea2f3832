import { sql } from 'kysely';
import { stringify } from 'yaml';
import type {
  DocumentFinding,
  DocumentInForce,
  DocumentKind,
  JudgedDocument,
} from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { lintType, type MatterType, newestWorkflow, parseMatterType } from '../workflow/index.ts';
import { publishType, replaceResponsibilities, syncCategories } from './commands.registry.ts';
import { type Category, PackError, parseCategories } from './pack.categories.ts';
import { parseMatrix } from './pack.matrix.ts';
import { type CategoryNode, registry } from './registry.ts';
import { limitsTrial } from './trial.clocks.ts';
import { matrixTrial } from './trial.matrix.ts';

const fileOf = (value: object): string => stringify(value, { lineWidth: 120, aliasDuplicateObjects: false });
const error = (code: string, path: string, message: string): DocumentFinding => ({
  severity: 'error',
  code,
  path,
  message,
});

async function judgeType(runtime: Runtime, code: string, text: string): Promise<JudgedDocument> {
  const { value, findings } = parseMatterType(text);
  if (!value) return { name: null, findings };
  const { categories } = await registry(runtime);
  const flow = await newestWorkflow(runtime, value.workflow).catch(() => null);
  const found: DocumentFinding[] = lintType(value, {
    workflows: new Map(flow ? [[value.workflow, flow.definition]] : []),
    schemes: new Set([...categories.values()].map(({ scheme }) => scheme)),
  });
  const other =
    value.code !== code ? [error('other_code', 'code', `代码须为「${code}」，与所编辑的事项类型一致。`)] : [];
  return { name: value.name, findings: [...found, ...other] };
}

const types: DocumentKind = {
  kind: 'type',
  name: '事项类型',
  format: 'yaml',
  async list(runtime) {
    const { rows } = await sql<DocumentInForce>`
      select code, name, null as version, null as published_at from matter_type where retired_at is null order by position`.execute(
      runtime.db,
    );
    return rows;
  },
  async text(runtime, code, version) {
    const { rows } = await sql<{ spec: MatterType }>`
      select spec from matter_type where code = ${code} and retired_at is null`.execute(runtime.db);
    return rows[0] && version === undefined ? fileOf(rows[0].spec) : null;
  },
  judge: judgeType,
  async publish(ctx, _code, text) {
    await publishType(ctx, parseMatterType(text).value!);
    return null;
  },
  trial: limitsTrial(async (runtime, { code, text }) => {
    const known = await registry(runtime);
    const types = new Map(known.types).set(code, parseMatterType(text).value!);
    return { draft: { ...known, types }, concerns: ({ type_code }) => type_code === code };
  }),
};

/** What a scheme is called; a scheme of several files may say it in one of them. */
const nameOf = (list: readonly { schemeName: string | null }[]): string | undefined =>
  list.find(({ schemeName }) => schemeName)?.schemeName ?? undefined;

const classesByScheme = async (runtime: Runtime): Promise<Map<string, CategoryNode[]>> =>
  Map.groupBy((await registry(runtime)).categories.values(), ({ scheme }) => scheme);

/** The classes of a scheme as a file, from what is stored. */
async function schemesOf(runtime: Runtime): Promise<Map<string, string>> {
  return new Map(
    [...(await classesByScheme(runtime))].map(([scheme, list]) => [
      scheme,
      fileOf({
        scheme,
        ...(nameOf(list) && { name: nameOf(list) }),
        ...(list[0]?.typeCode && { matter_type: list[0].typeCode }),
        ...(list[0]?.offered === false && { offered: false }),
        categories: list.map((each) => ({
          code: each.code,
          name: each.name,
          parent: each.parentCode,
          kind: each.kind,
          ...(each.specialty && { unit_kind: each.specialty }),
          ...(each.keywords.length > 0 && { keywords: each.keywords }),
          ...(each.defaultCondition && { default: each.defaultCondition }),
          ...(each.conditions.length > 0 && { conditions: each.conditions }),
        })),
      }),
    ]),
  );
}

/** All classes with one scheme's text in the place of what is in force: a local class may have a national one above it. */
async function withScheme(runtime: Runtime, code: string, text: string): Promise<Category[]> {
  const files = await schemesOf(runtime);
  files.set(code, text);
  return parseCategories([...files].map(([name, each]) => ({ name, text: each })));
}

/** A class of a text as the program would know it. */
const nodeOf = (each: Category): CategoryNode => ({
  code: each.code,
  scheme: each.scheme,
  schemeName: each.schemeName,
  name: each.name,
  parentCode: each.parent,
  kind: each.kind,
  typeCode: each.matterType,
  offered: each.offered,
  specialty: each.unitKind,
  keywords: each.keywords,
  conditions: each.conditions,
  defaultCondition: each.defaultCondition,
});

const categories: DocumentKind = {
  kind: 'categories',
  name: '类别与立案条件',
  format: 'yaml',
  async list(runtime) {
    const schemes = await classesByScheme(runtime);
    return [...schemes].map(([code, list]) => ({
      code,
      name: nameOf(list) ?? `类别 ${code}`,
      version: null,
      published_at: null,
    }));
  },
  text: async (runtime, code, version) =>
    version === undefined ? ((await schemesOf(runtime)).get(code) ?? null) : null,
  async judge(runtime, code, text) {
    try {
      const all = await withScheme(runtime, code, text);
      const named = all.some(({ scheme }) => scheme === code);
      const wrong = [error('other_code', 'scheme', `scheme 须为「${code}」，与所编辑的类别体系一致。`)];
      const name = nameOf(all.filter(({ scheme }) => scheme === code)) ?? `类别 ${code}`;
      return { name, findings: named ? [] : wrong };
    } catch (thrown) {
      if (!(thrown instanceof PackError)) throw thrown;
      return { name: null, findings: thrown.problems.map((message) => error('category', '', message)) };
    }
  },
  async publish(ctx, code, text) {
    await syncCategories(ctx, await withScheme(ctx.runtime, code, text));
    return null;
  },
  trial: limitsTrial(async (runtime, { code, text }) => {
    const [known, all] = await Promise.all([registry(runtime), withScheme(runtime, code, text)]);
    const drafted = new Map(all.map((each) => [each.code, nodeOf(each)]));
    const concerns = ({ category_code }: { category_code: string | null }) =>
      [drafted, known.categories].some((there) => there.get(category_code ?? '')?.scheme === code);
    return { draft: { ...known, categories: drafted }, concerns };
  }),
};

async function matrixText(runtime: Runtime): Promise<string> {
  const [{ responsibilities }, areas, units] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
  ]);
  const lines = responsibilities.map((row) =>
    [
      row.type_code ?? '',
      row.category_code ?? '',
      areas.get(row.area_id)?.code ?? '',
      units.get(row.unit_id)?.code ?? '',
      row.role,
      row.priority,
    ].join(','),
  );
  return `${['type,category,area,unit,role,priority', ...lines.sort()].join('\n')}\n`;
}

async function readMatrix(runtime: Runtime, text: string) {
  const [known, areas, units] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
  ]);
  try {
    return parseMatrix(text, { types: known, areas, units });
  } catch (thrown) {
    return {
      rows: [],
      faults: [{ row: 1, message: `不是有效的 CSV：${(thrown as Error).message.split('\n')[0]}` }],
    };
  }
}

const matrix: DocumentKind = {
  kind: 'matrix',
  name: '责任清单',
  format: 'csv',
  list: async () => [{ code: 'standard', name: '责任清单', version: null, published_at: null }],
  text: async (runtime, code, version) =>
    code === 'standard' && version === undefined ? matrixText(runtime) : null,
  async judge(runtime, code, text) {
    const { faults } = await readMatrix(runtime, text);
    const other = code === 'standard' ? [] : [error('other_code', '', '责任清单只有一份，代码为 standard。')];
    return {
      name: '责任清单',
      findings: [...faults.map(({ row, message }) => error('matrix', String(row), message)), ...other],
    };
  },
  async publish(ctx, _code, text) {
    await replaceResponsibilities(ctx, (await readMatrix(ctx.runtime, text)).rows);
    return null;
  },
  trial: matrixTrial(async (runtime, text) => (await readMatrix(runtime, text)).rows),
};

/** The texts of this feature that are edited as configuration. */
export const matterDocuments: DocumentKind[] = [types, categories, matrix];

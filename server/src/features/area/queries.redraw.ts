import { sql } from 'kysely';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type CutFault, cutBoundary } from './geometry.cut.ts';
import { areaOf, type Boundary, type Pair } from './geometry.ts';
import { uniteBoundaries } from './geometry.unite.ts';
import { brief, findArea } from './queries.ts';
import { freeGridCode } from './rules.redraw.ts';
import { type AreaNode, type AreaTree, areaTree } from './tree.ts';
import { usesOf } from './uses.ts';

const CUT_FAULTS: Record<CutFault, { code: string; message: string }> = {
  outside: {
    code: 'line_outside',
    message: '这条线没有穿过网格：请从网格外的一侧画到另一侧。',
  },
  ends_inside: {
    code: 'line_ends_inside',
    message: '线的一端停在网格里面：请把它一直画到网格边界以外。',
  },
  many_parts: {
    code: 'line_many_parts',
    message: '这条线把网格切成了两块以上：请画一条只进出网格一次的线；要分成几块请分几次拆。',
  },
  hole: {
    code: 'line_hole',
    message: '这条线穿过了网格中间的空洞：请绕开空洞画。',
  },
  crosses_itself: {
    code: 'line_crosses_itself',
    message: '这条线自己交叉了：请撤回几个点，重新画。',
  },
  sliver: {
    code: 'line_sliver',
    message: '切下来的一块不到 100 平方米：请离边界远一些画。',
  },
};

interface Drawn {
  area: AreaNode;
  boundary: Boundary;
}

async function boundaryNow(runtime: Runtime, area: AreaNode): Promise<Boundary | null> {
  const { rows } = await sql<{ geometry: Boundary | null }>`
    select geometry from area_boundary where area_id = ${area.id}::uuid order by version desc limit 1`.execute(
    runtime.db,
  );
  return rows[0]?.geometry ?? null;
}

/** A grid in use with its boundary; refuses (404, 409) what cannot be split or merged, and says why. */
async function drawnGrid(runtime: Runtime, area: AreaNode): Promise<Drawn> {
  if (area.level !== 'grid')
    throw conflict('not_a_grid', `「${area.name}」不是网格：只有网格可以拆分、合并。`);
  if (area.retired) throw conflict('retired', `「${area.name}」已停用，不能再拆分、合并。`);
  const boundary = await boundaryNow(runtime, area);
  if (!boundary) throw conflict('no_boundary', `「${area.name}」还没有边界：请先在“导入”里上传边界。`);
  return { area, boundary };
}

/**
 * The version that a preview is based on, read before anything of it: a publication in between then makes the drawing
 * stale, never current upon old ground. Read from the database, not from what this program remembers.
 */
async function versionBefore(runtime: Runtime): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select coalesce(max(version), 0) as version from area_boundary_version`.execute(runtime.db);
  return rows[0]!.version;
}

const sized = (geometry: Boundary) => ({ geometry, area_m2: Math.round(areaOf(geometry)) });

function suggestion(areas: AreaTree, grid: AreaNode) {
  return freeGridCode(
    grid.code.slice(0, 12),
    areas.all().map((area) => area.code),
  );
}

/**
 * What a line makes of a grid: two parts, the larger first, the next free code, and what hangs on the grid. Changes
 * nothing. Refuses (422, at `line`) a line that does not make two parts.
 */
export async function splitPreview(runtime: Runtime, key: string, line: readonly Pair[]) {
  const basedOn = await versionBefore(runtime);
  const areas = await areaTree(runtime);
  const { area, boundary } = await drawnGrid(runtime, findArea(areas, key));
  const cut = cutBoundary(boundary, line);
  if (!cut.ok) {
    const { code, message } = CUT_FAULTS[cut.fault];
    throw badField('line', code, message);
  }
  const code = suggestion(areas, area);
  return {
    parts: cut.parts.map(sized),
    ...(code && { code }),
    based_on: basedOn,
    uses: await usesOf(runtime, area.id, 'divided'),
  };
}

/** The grids to be merged with one, in use, of its community and kind; refuses others at their place. */
async function partners(runtime: Runtime, areas: AreaTree, first: Drawn, keys: readonly string[]) {
  const seen = new Set([first.area.id]);
  return Promise.all(
    keys.map(async (key, i): Promise<Drawn> => {
      const area = areas.get(key.toLowerCase()) ?? areas.byCode(key.toUpperCase());
      if (!area) throw notFound('区域');
      const path = `with.${i}`;
      if (seen.has(area.id)) throw badField(path, 'repeated', `「${area.name}」选了两次：去掉一个。`);
      seen.add(area.id);
      if (area.parentId !== first.area.parentId)
        throw badField(path, 'not_below', `「${area.name}」不在同一社区：只能合并同一社区的网格。`);
      if (area.kind !== first.area.kind)
        throw badField(
          path,
          'other_kind',
          `「${area.name}」与它不是同一类网格：综合网格和专属网格不能合并。`,
        );
      return drawnGrid(runtime, area);
    }),
  );
}

/**
 * What merging grids makes: their common boundary, and each with its size and what hangs on it. Changes nothing. Refuses
 * (422, at `with.N`) a grid of another community or kind, and one that has no common border with the others.
 */
export async function mergePreview(runtime: Runtime, key: string, keys: readonly string[]) {
  const basedOn = await versionBefore(runtime);
  const areas = await areaTree(runtime);
  const first = await drawnGrid(runtime, findArea(areas, key));
  const all = [first, ...(await partners(runtime, areas, first, keys))];
  const united = uniteBoundaries(all.map(({ boundary }) => boundary));
  if (!united.ok && united.fault === 'apart') {
    const { name } = all[united.at]!.area;
    throw badField(
      `with.${united.at - 1}`,
      'apart',
      `「${name}」与其他网格没有相接的边：只能合并连成一片的网格，请去掉它，或把中间的网格也选上。`,
    );
  }
  if (!united.ok)
    throw badField('with', 'bad_boundary', '这几个网格的边界有误，无法合并：请修正边界后重新导入。');
  return {
    ...sized(united.boundary),
    based_on: basedOn,
    grids: await Promise.all(
      all.map(async ({ area, boundary }) => ({
        ...brief(area),
        area_m2: Math.round(areaOf(boundary)),
        uses: await usesOf(runtime, area.id, 'ended'),
      })),
    ),
  };
}

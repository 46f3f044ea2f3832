import type { AreaLevel } from '../../server/src/features/area/codes.ts';
import { type Boundary, polygonsOf, type Ring } from '../../server/src/features/area/geometry.ts';
import type { Block } from './buildings.ts';
import { freeRing, type Mesh, unite } from './mesh.ts';
import { chineseNumber, names } from './names.ts';
import type { CityPlan, CommunityPlan, Rect } from './plan.ts';

export type DemoArea = {
  code: string;
  name: string;
  level: AreaLevel;
  parentCode: string | null;
  kind: 'ordinary' | 'special';
  boundary: Boundary | null;
};
/** A 网格服务片: neighbouring grids of a community whose staff serve as one. */
export type Cluster = { name: string; parentCode: string; grids: string[] };

const polygon = (ring: Ring): Boundary => ({ type: 'Polygon', coordinates: [ring] });
const pad = (value: number) => String(value).padStart(3, '0');
const uniteAreas = (areas: DemoArea[]) =>
  unite(
    areas.filter((area) => area.kind === 'ordinary').flatMap((area) => polygonsOf(area.boundary!).flat()),
  );

/** The divisions and grids of the plan with codes, names and boundaries; a parent is the exact union of its children. */
export function buildAreas(
  plan: CityPlan,
  mesh: Mesh,
): { areas: DemoArea[]; clusters: Cluster[]; blocks: Block[] } {
  const areas: DemoArea[] = [];
  const clusters: Cluster[] = [];
  const blocks: Block[] = [];
  const area = (
    level: AreaLevel,
    code: string,
    name: string,
    parentCode: string | null,
    boundary: Boundary | null,
  ) => {
    const one: DemoArea = { code, name, level, parentCode, kind: 'ordinary', boundary };
    areas.push(one);
    return one;
  };
  const districts = ['429998', '429999'].map((district, d) => {
    const streets = plan.streets.slice(d * 3, d * 3 + 3).map((street, s) => {
      const code = `${district}${pad(s + 1)}`;
      const communities = street.communities.map((community, c) => {
        const stem = names.communities[d * 3 + s]![c]!;
        const order = (d * 3 + s) * 4 + c;
        const built = buildCommunity(community, `${code}${pad(c + 1)}`, stem, order, mesh);
        areas.push(...built.areas);
        clusters.push(...built.clusters);
        blocks.push(...built.blocks);
        return area('community', `${code}${pad(c + 1)}`, `${stem}社区`, code, uniteAreas(built.areas));
      });
      return area('street', code, names.streets[d * 3 + s]!, district, uniteAreas(communities));
    });
    return area('district', district, names.districts[d]!, '429900', uniteAreas(streets));
  });
  area('city', '429900', names.city, '420000', uniteAreas(districts));
  area('province', '420000', names.province, null, null);
  // Parents first, so that the list can be inserted as it stands.
  return { areas: areas.sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code)), clusters, blocks };
}

const rank = (area: DemoArea) =>
  ['province', 'city', 'district', 'street', 'community', 'grid'].indexOf(area.level);

function buildCommunity(plan: CommunityPlan, code: string, stem: string, order: number, mesh: Mesh) {
  const areas: DemoArea[] = [];
  const blocks: Block[] = [];
  const grid = (sequence: number, name: string, kind: DemoArea['kind'], ring: Ring) => {
    const one = {
      code: `${code}${pad(sequence)}`,
      name,
      level: 'grid' as const,
      parentCode: code,
      kind,
      boundary: polygon(ring),
    };
    areas.push(one);
    return one.code;
  };
  const codes = plan.grids.map((one, index) => {
    const gridCode = grid(index + 1, `${stem}社区第${index + 1}网格`, 'ordinary', mesh.ring(one.rect));
    blocks.push({ code: gridCode, community: stem, order, plan: one });
    return gridCode;
  });
  for (const [index, one] of plan.grids.filter((block) => block.special).entries())
    grid(901 + index, one.special!, 'special', freeRing(specialRect(one.rect, plan.rect, one.use)));
  return { areas, blocks, clusters: clustersOf(plan, code, stem, codes) };
}

/** A special grid takes most of a block; the market reaches over the street into the next one. */
function specialRect(rect: Rect, community: Rect, use: string): Rect {
  const inset = { u0: rect.u0 + 12, v0: rect.v0 + 12, u1: rect.u1 - 12, v1: rect.v1 - 12 };
  if (use !== 'market') return inset;
  return rect.u1 + 90 < community.u1 ? { ...inset, u1: rect.u1 + 60 } : { ...inset, u0: rect.u0 - 60 };
}

function clustersOf(plan: CommunityPlan, code: string, stem: string, codes: string[]): Cluster[] {
  const groups = Map.groupBy(codes, (_, index) => Math.max(1, plan.grids[index]!.cluster));
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([number, grids]) => ({
      name: `${stem}社区${chineseNumber(number)}片区`,
      parentCode: code,
      grids,
    }));
}

import type { Coverage } from './data.ts';

export interface Finding {
  key: string;
  kind: string;
  text: string;
  area_m2: number | null;
  /** Longitude and latitude, where it can be shown. */
  point: [number, number] | null;
  boundary: unknown;
}

const drawn = (found: { area_m2: number; point: number[]; boundary: unknown }) => ({
  area_m2: found.area_m2,
  point: [found.point[0]!, found.point[1]!] as [number, number],
  boundary: found.boundary,
});
const undrawn = { area_m2: null, point: null, boundary: null };

/** What a check found, one line each, those that can be shown on a map first. A version kept long ago may hold less. */
export function findingsOf(coverage: Partial<Coverage>): Finding[] {
  const list: Omit<Finding, 'key'>[] = [
    ...(coverage.gaps ?? []).map((each) => ({ kind: '空隙', text: `${each.parent} 内`, ...drawn(each) })),
    ...(coverage.overlaps ?? []).map((each) => ({
      kind: '重叠',
      text: `${each.a} 与 ${each.b}`,
      ...drawn(each),
    })),
    ...(coverage.outside ?? []).map((each) => ({
      kind: '超出上级',
      text: `${each.code} 在 ${each.parent} 之外`,
      ...drawn(each),
    })),
    ...(coverage.without_parent ?? []).map((each) => ({
      kind: '没有上级',
      text: each.parent ? `${each.code}，应在 ${each.parent} 之下` : each.code,
      ...undrawn,
    })),
    ...(coverage.without_boundary ?? []).map((code) => ({ kind: '没有边界', text: code, ...undrawn })),
    ...(coverage.boundary_without_area ?? []).map((code) => ({
      kind: '编码不是区域',
      text: code,
      ...undrawn,
    })),
    ...(coverage.unchecked ?? []).map(({ code, reason }) => ({
      kind: '无法比对',
      text: `${code}：${reason}`,
      ...undrawn,
    })),
  ];
  return list.map((each, at) => ({ ...each, key: `${each.kind}${each.text}${at}` }));
}

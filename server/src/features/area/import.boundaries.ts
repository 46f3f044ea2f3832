import { type CoordinateSystem, toWgs84 } from '../../platform/coordinates.ts';
import { readAreaCode } from './codes.ts';
import { findCrossing } from './geometry.crossing.ts';
import { type Boundary, boundaryOf, type Pair, polygonArea, polygonsOf, type Ring } from './geometry.ts';
import type { Fault, Parsed } from './import.parse.ts';

export type BoundaryRow = {
  row: number;
  code: string;
  name: string | null;
  kind: 'ordinary' | 'special';
  boundary: Boundary;
};
export type BoundaryOptions = {
  /** Which property holds what, when it is not one of the usual names. */
  properties?: { code?: string; name?: string; kind?: string };
  /** The system the file is drawn in; the result is WGS-84 always. */
  system?: CoordinateSystem;
};

const USUAL = {
  code: ['code', 'adcode', '编码', '代码', '区划代码', '网格编码'],
  name: ['name', '名称', '网格名称', '区划名称'],
  kind: ['kind', '类型', '网格类型'],
};
const SPECIAL = ['special', '专属网格', '专属'];
const ORDINARY = ['', 'ordinary', '综合网格', '普通网格', '综合', '普通'];

export type Say = (
  severity: Fault['severity'],
  column: string | null,
  message: string,
  remedy: string,
) => void;

/**
 * Reads boundaries from a GeoJSON FeatureCollection. Refuses per feature what cannot be placed (no code, wrong type,
 * coordinates out of range or with longitude and latitude swapped), closes open rings, flags self-intersections, joins
 * features of one code to a MultiPolygon; all faults in Chinese with the feature's number (from 1).
 */
export function parseBoundaries(text: string, options: BoundaryOptions = {}): Parsed<BoundaryRow> {
  const faults: Fault[] = [];
  const features = readFeatures(text, faults);
  const byCode = new Map<string, BoundaryRow>();
  features.forEach((feature, index) => {
    const say: Say = (severity, column, message, remedy) =>
      faults.push({ row: index + 1, column, severity, message, remedy });
    const found = readFeature(feature, index + 1, options, say);
    if (!found) return;
    const first = byCode.get(found.code);
    if (!first) byCode.set(found.code, found);
    else {
      first.boundary = boundaryOf([...polygonsOf(first.boundary), ...polygonsOf(found.boundary)]);
      const message = `编码 ${found.code} 与第 ${first.row} 个要素相同,已并为多部分边界`;
      say('warning', 'code', message, '若不是同一区域的几块,请改正编码');
    }
  });
  return { rows: [...byCode.values()], faults, total: features.length };
}

function readFeatures(text: string, faults: Fault[]): unknown[] {
  const refuse = (message: string, remedy: string) => {
    faults.push({ row: 0, column: null, severity: 'error', message, remedy });
    return [];
  };
  let data: { type?: unknown; features?: unknown; crs?: { properties?: { name?: unknown } } };
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    return refuse(`文件不是有效的 JSON:${detail}`, '请检查文件是否完整;Shapefile 请先转换为 GeoJSON');
  }
  if (data?.type !== 'FeatureCollection' || !Array.isArray(data.features))
    return refuse(
      '文件不是 GeoJSON 要素集合(FeatureCollection)',
      '请在 GIS 软件中导出为 GeoJSON,坐标系选 WGS-84 或 CGCS2000 经纬度',
    );
  const crs = data.crs?.properties?.name;
  if (typeof crs === 'string' && !/CRS84|4326|4490/.test(crs)) {
    const message = `文件声明的坐标系为 ${crs}`;
    faults.push({
      row: 0,
      column: null,
      severity: 'warning',
      message,
      remedy: '应为 WGS-84(EPSG:4326)或 CGCS2000(EPSG:4490)经纬度;请核对导入后的位置',
    });
  }
  return data.features;
}

function readFeature(feature: unknown, row: number, options: BoundaryOptions, say: Say): BoundaryRow | null {
  const { properties, geometry } = (feature ?? {}) as {
    properties?: Record<string, unknown>;
    geometry?: unknown;
  };
  const read = (what: keyof typeof USUAL) => propertyOf(properties ?? {}, what, options.properties?.[what]);
  const text = read('code');
  if (text === '') {
    const present =
      Object.keys(properties ?? {})
        .slice(0, 8)
        .join('、') || '无';
    say(
      'error',
      'code',
      `要素没有编码(现有属性:${present})`,
      '请填写 code 属性,或在导入时指明哪个属性是编码',
    );
    return null;
  }
  const code = readAreaCode(text);
  if (!code.ok) {
    say('error', 'code', code.message, code.remedy);
    return null;
  }
  const kind = read('kind');
  if (!SPECIAL.includes(kind) && !ORDINARY.includes(kind))
    say('warning', 'kind', `网格类型“${kind}”不认识,已按综合网格处理`, '类型可填“综合网格”或“专属网格”');
  const boundary = readGeometry(geometry, options.system ?? 'wgs84', say);
  if (!boundary) return null;
  return {
    row,
    code: code.value.code,
    name: read('name') || null,
    kind: SPECIAL.includes(kind) ? 'special' : 'ordinary',
    boundary,
  };
}

function propertyOf(properties: Record<string, unknown>, what: keyof typeof USUAL, mapped?: string): string {
  const name =
    mapped ?? Object.keys(properties).find((one) => USUAL[what].includes(one.trim().toLowerCase()));
  const value = name === undefined ? undefined : properties[name];
  return value === null || value === undefined ? '' : String(value).trim();
}

/** A drawn outline in WGS-84, its rings closed; null when it cannot be placed, which `say` was then told. */
export function readGeometry(geometry: unknown, system: CoordinateSystem, say: Say): Boundary | null {
  const { type, coordinates } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown };
  if ((type !== 'Polygon' && type !== 'MultiPolygon') || !Array.isArray(coordinates)) {
    const what = typeof type === 'string' ? `几何类型为 ${type}` : '要素没有几何图形';
    say('error', 'geometry', what, '边界应为面(Polygon 或 MultiPolygon)');
    return null;
  }
  const polygons: unknown[] = type === 'Polygon' ? [coordinates] : coordinates;
  const read = polygons.map((rings) =>
    (Array.isArray(rings) ? rings : []).map((ring) => readRing(ring, system, say)),
  );
  if (read.length === 0 || read.some((rings) => rings.length === 0 || rings.includes(null))) {
    if (read.every((rings) => rings.length === 0))
      say('error', 'geometry', '边界是空的', '请重新绘制或导出该要素');
    return null;
  }
  const boundary = boundaryOf(read as Ring[][]);
  for (const rings of polygonsOf(boundary)) flagCrossing(rings, say);
  return boundary;
}

function flagCrossing(rings: Ring[], say: Say): void {
  const at = findCrossing(rings);
  if (!at) return;
  const place = `${at[0].toFixed(6)}, ${at[1].toFixed(6)}`;
  say(
    'warning',
    'geometry',
    `边界在 ${place} 处自相交`,
    '请在 GIS 软件中修复该处;在此之前面积与归属可能不准',
  );
}

function readRing(ring: unknown, system: CoordinateSystem, say: Say): Ring | null {
  const positions = Array.isArray(ring) ? ring : [];
  const points: Ring = [];
  for (const position of positions) {
    const point = readPosition(position, say);
    if (!point) return null;
    const last = points.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (first && last && points.length > 2 && (first[0] !== last[0] || first[1] !== last[1])) {
    points.push([first[0], first[1]]);
    say('warning', 'geometry', '边界首尾不相接,已自动闭合', '请确认末段没有缺点');
  }
  if (points.length < 4) {
    say(
      'error',
      'geometry',
      `边界只有 ${Math.max(0, points.length - 1)} 个不同的点`,
      '至少需要三个不在一条线上的点',
    );
    return null;
  }
  if (polygonArea([points]) < 1) {
    say('error', 'geometry', '边界的面积为零', '各点在一条线上,或来回相交抵消;请重新绘制该要素');
    return null;
  }
  return system === 'wgs84' ? points : points.map((point): Pair => [...toWgs84(point, system)]);
}

/** One position; the first that cannot be right refuses the feature, with a hint at the usual causes. */
function readPosition(position: unknown, say: Say): Pair | null {
  const [lng, lat] = (Array.isArray(position) ? position : []) as unknown[];
  if (typeof lng !== 'number' || typeof lat !== 'number' || !Number.isFinite(lng) || !Number.isFinite(lat)) {
    say('error', 'geometry', `坐标 ${JSON.stringify(position)} 不是一对数字`, '坐标应为 [经度, 纬度]');
    return null;
  }
  if (lng >= 3 && lng <= 54 && lat >= 73 && lat <= 136) {
    say(
      'error',
      'geometry',
      `坐标 [${lng}, ${lat}] 的经度和纬度写反了`,
      'GeoJSON 中经度在前、纬度在后,请交换后重新导入',
    );
    return null;
  }
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
    const remedy =
      '应为经纬度(度);若是平面直角坐标(如 CGCS2000 高斯投影,单位米),请在 GIS 软件中转换为经纬度再导出';
    say('error', 'geometry', `坐标 [${lng}, ${lat}] 超出经纬度范围`, remedy);
    return null;
  }
  return [lng, lat];
}

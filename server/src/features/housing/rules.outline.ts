import type { CoordinateSystem } from '../../platform/coordinates.ts';
import { toWgs84 } from '../../platform/coordinates.ts';
import { type Boundary, polygonsOf, readGeometry } from '../area/index.ts';
import { BUILDING_KINDS, type BuildingKind } from './rules.state.ts';

/** A building as a file says it: an outline, or a point where only that is known. */
export interface OutlineRow {
  /** The number of its feature in the file, from 1. */
  row: number;
  key: string | null;
  name: string;
  address: string;
  kind: BuildingKind;
  /** Null where the file says nothing of it. */
  floors: number | null;
  outline: Boundary | null;
  point: { lng: number; lat: number } | null;
}
export interface OutlineFault {
  row: number;
  severity: 'error' | 'warning';
  message: string;
  remedy: string;
}
export interface Outlines {
  rows: OutlineRow[];
  faults: OutlineFault[];
  total: number;
}

type Properties = Record<string, unknown>;

/** The usual names of what is read, in GIS files and in OpenStreetMap. */
const USUAL = {
  key: ['id', '@id', 'osm_id', 'source_key', '编号', '楼栋编号'],
  name: ['name', 'name:zh', '名称', '楼栋名称', '建筑名称'],
  address: ['address', 'addr:full', '地址', '详细地址'],
  street: ['addr:street', 'addr_street', '街道名称'],
  number: ['addr:housenumber', 'addr_housenumber', '门牌号'],
  floors: ['floors', 'building:levels', 'levels', '层数', '地上层数'],
  height: ['height', '高度'],
  kind: ['kind_detail', 'building', 'kind', '类型', '用途'],
} as const;

const KINDS: Record<string, BuildingKind> = {
  ...Object.fromEntries(Object.entries(BUILDING_KINDS).map(([code, name]) => [name, code as BuildingKind])),
  ...Object.fromEntries(Object.keys(BUILDING_KINDS).map((code) => [code, code as BuildingKind])),
  ...{ apartments: 'residential', house: 'residential', dormitory: 'residential', terrace: 'residential' },
  ...{ retail: 'commercial', mall: 'commercial', supermarket: 'commercial', hotel: 'commercial' },
  ...{ university: 'school', college: 'school', kindergarten: 'school', clinic: 'hospital' },
  ...{
    industrial: 'industry',
    warehouse: 'industry',
    government: 'public',
    civic: 'public',
    station: 'public',
  },
};
/** Metres that a floor is taken for where only the height is known. */
const FLOOR_HEIGHT = 3.2;

function textOf(properties: Properties, what: keyof typeof USUAL): string {
  for (const name of USUAL[what]) {
    const value = properties[name];
    if (value !== null && value !== undefined && value !== '') return String(value).trim().slice(0, 200);
  }
  return '';
}

function floorsOf(properties: Properties): number | null {
  const floors = Number.parseInt(textOf(properties, 'floors'), 10);
  const height = Number.parseFloat(textOf(properties, 'height'));
  const known = Number.isFinite(floors)
    ? floors
    : Number.isFinite(height)
      ? Math.round(height / FLOOR_HEIGHT)
      : null;
  return known === null ? null : Math.min(200, Math.max(1, known));
}

function pointIn(coordinates: unknown, system: CoordinateSystem): OutlineRow['point'] {
  const [lng, lat] = Array.isArray(coordinates) ? (coordinates as unknown[]) : [];
  if (typeof lng !== 'number' || typeof lat !== 'number' || Math.abs(lng) > 180 || Math.abs(lat) > 85)
    return null;
  const [x, y] = system === 'wgs84' ? [lng, lat] : toWgs84([lng, lat], system);
  return { lng: x, lat: y };
}

const NAMELESS = '未命名建筑';

/** One feature as a building; null where it cannot be placed, which the faults then say. */
function readFeature(
  feature: unknown,
  row: number,
  system: CoordinateSystem,
  faults: OutlineFault[],
): OutlineRow | null {
  const {
    properties: given,
    geometry,
    id,
  } = (feature ?? {}) as {
    properties?: Properties | null;
    geometry?: { type?: unknown; coordinates?: unknown };
    id?: unknown;
  };
  const properties = given ?? {};
  const refuse = (message: string, remedy: string, severity: OutlineFault['severity'] = 'error') =>
    void faults.push({ row, severity, message, remedy });
  const isPoint = geometry?.type === 'Point';
  const point = isPoint ? pointIn(geometry?.coordinates, system) : null;
  const outline = isPoint
    ? null
    : readGeometry(geometry, system, (severity, _, message, remedy) => refuse(message, remedy, severity));
  if (isPoint && !point) refuse('点的坐标不是一对经纬度', '坐标应为 [经度, 纬度]');
  if (!outline && !point) return null;
  const address =
    textOf(properties, 'address') || `${textOf(properties, 'street')}${textOf(properties, 'number')}`;
  const key = textOf(properties, 'key') || (id === undefined || id === null ? '' : String(id).slice(0, 200));
  return {
    ...{
      row,
      key: key || null,
      name: (textOf(properties, 'name') || address || NAMELESS).slice(0, 80),
      address,
    },
    ...{
      kind: KINDS[textOf(properties, 'kind').toLowerCase()] ?? 'other',
      floors: floorsOf(properties),
      outline,
      point,
    },
  };
}

/** Pieces of one key are one building, as they come cut at the edges of an extract; a point beside them is only its label. */
function joined(read: readonly OutlineRow[]): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const byKey = new Map<string, OutlineRow>();
  for (const row of read.toSorted(
    (a, b) => Number(a.outline === null) - Number(b.outline === null) || a.row - b.row,
  )) {
    const first = row.key === null ? undefined : byKey.get(row.key);
    if (!first) {
      rows.push(row);
      if (row.key !== null) byKey.set(row.key, row);
    } else if (row.outline && first.outline) {
      const polygons = [...polygonsOf(first.outline), ...polygonsOf(row.outline)];
      first.outline = { type: 'MultiPolygon', coordinates: polygons };
    }
  }
  return rows.sort((a, b) => a.row - b.row);
}

/**
 * Reads buildings from a GeoJSON FeatureCollection, as GIS programs and OpenStreetMap write it. Faults in Chinese, with the feature's number (from 1).
 */
export function parseOutlines(text: string, system: CoordinateSystem = 'wgs84'): Outlines {
  const faults: OutlineFault[] = [];
  let data: { type?: unknown; features?: unknown };
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    data = {};
  }
  if (data?.type !== 'FeatureCollection' || !Array.isArray(data.features)) {
    const remedy = '请在 GIS 软件中导出为 GeoJSON，坐标系选 WGS-84 或 CGCS2000 经纬度';
    return {
      rows: [],
      faults: [{ row: 0, severity: 'error', message: '文件不是 GeoJSON 要素集合', remedy }],
      total: 0,
    };
  }
  const read = data.features.flatMap((feature, i) => readFeature(feature, i + 1, system, faults) ?? []);
  return { rows: joined(read), faults, total: data.features.length };
}

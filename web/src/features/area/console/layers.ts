import type { FeatureCollection } from 'geojson';
import type { Map as GlMap } from 'maplibre-gl';
import { tokens } from '../../../theme.ts';

export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Which level is drawn at which zoom; each gives way to the one below. */
const LEVELS = [
  { level: 'district', from: 0, to: 11.5, width: 2 },
  { level: 'street', from: 10.5, to: 13.2, width: 1.6 },
  { level: 'community', from: 12, to: 24, width: 1.4 },
  { level: 'grid', from: 13.6, to: 24, width: 0.8 },
] as const;
const SPAN: Record<string, [number, number]> = {
  district: [0, 10.5],
  street: [10.5, 12],
  community: [12, 13.6],
  grid: [13.6, 24],
};
const face = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'sans-serif'];

/** The layer that a click means at the present zoom. */
export function levelAt(map: GlMap): string[] {
  const zoom = map.getZoom();
  const level = LEVELS.find((each) => zoom >= SPAN[each.level]![0] && zoom < SPAN[each.level]![1]);
  return level ? [`${level.level}-fill`] : [];
}

/** Diagonal lines in the colour of special grids, 12 by 12 points. */
function hatch(): { width: number; height: number; data: Uint8Array } {
  const size = 12;
  const data = new Uint8Array(size * size * 4);
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(tokens.amber.slice(at, at + 2), 16));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const on = (x + y) % size < 2;
      data.set([red!, green!, blue!, on ? 200 : 26], (y * size + x) * 4);
    }
  return { width: size, height: size, data };
}

function addLevel(map: GlMap, { level, from, to, width }: (typeof LEVELS)[number]): void {
  const [minzoom, maxzoom] = SPAN[level]!;
  map.addSource(level, { type: 'geojson', data: `/api/areas/geojson?level=${level}`, tolerance: 0.2 });
  map.addLayer({
    id: `${level}-fill`,
    type: 'fill',
    source: level,
    minzoom,
    maxzoom,
    paint: { 'fill-color': tokens.blue, 'fill-opacity': 0.04 },
  });
  map.addLayer({
    id: `${level}-line`,
    type: 'line',
    source: level,
    minzoom: from,
    maxzoom: to,
    paint: {
      'line-color': tokens.blueDark,
      'line-width': width,
      'line-opacity': level === 'grid' ? 0.5 : 0.8,
    },
  });
}

function addName(map: GlMap, level: string): void {
  const [minzoom, maxzoom] = SPAN[level]!;
  map.addLayer({
    id: `${level}-name`,
    type: 'symbol',
    source: level,
    minzoom,
    maxzoom,
    layout: { 'text-field': ['get', 'name'], 'text-font': face, 'text-size': 13, 'text-max-width': 8 },
    paint: { 'text-color': tokens.blueDark, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.6 },
  });
}

/** Everything of the administration's map above the quiet ground. */
export function addAreaLayers(map: GlMap): void {
  map.addImage('hatch', hatch());
  for (const level of LEVELS) addLevel(map, level);
  map.addLayer({
    id: 'cluster',
    type: 'fill',
    source: 'grid',
    minzoom: 12,
    filter: ['in', ['get', 'id'], ['literal', []]],
    paint: { 'fill-color': tokens.green, 'fill-opacity': 0.16 },
  });
  const special = ['==', ['get', 'kind'], 'special'] as never;
  map.addLayer({
    id: 'special',
    type: 'fill',
    source: 'grid',
    minzoom: 11,
    filter: special,
    paint: { 'fill-pattern': 'hatch' },
  });
  map.addLayer({
    id: 'special-line',
    type: 'line',
    source: 'grid',
    minzoom: 11,
    filter: special,
    paint: { 'line-color': tokens.amber, 'line-width': 1.6 },
  });
  map.addSource('chosen', { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'chosen-fill',
    type: 'fill',
    source: 'chosen',
    paint: { 'fill-color': tokens.blue, 'fill-opacity': 0.12 },
  });
  map.addLayer({
    id: 'chosen-line',
    type: 'line',
    source: 'chosen',
    paint: { 'line-color': tokens.blue, 'line-width': 3.5 },
  });
  for (const { level } of LEVELS) addName(map, level);
}

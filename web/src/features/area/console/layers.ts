import type { FeatureCollection } from 'geojson';
import type { Map as GlMap } from 'maplibre-gl';
import { tokens } from '../../../theme.ts';
import type { Cluster } from './data.ts';

export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** How far beyond the view of the whole city each level is named and clicked; the lines of the level below show a little earlier. */
const LEVELS = [
  { level: 'district', from: -20, to: 0.35, width: 2.4 },
  { level: 'street', from: 0.35, to: 1.3, width: 2 },
  { level: 'community', from: 1.3, to: 2.5, width: 1.6 },
  { level: 'grid', from: 2.5, to: 20, width: 0.8 },
] as const;
type Level = (typeof LEVELS)[number];

const clamp = (zoom: number): number => Math.min(24, Math.max(0, zoom));
const TINTS = [tokens.green, tokens.blue, tokens.yellowCard, tokens.red];
const face = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'sans-serif'];

/** The layer that a click means at the present zoom. */
export function levelAt(map: GlMap): string[] {
  const zoom = map.getZoom();
  return LEVELS.map(({ level }) => `${level}-fill`).filter((id) => {
    const layer = map.getLayer(id);
    return layer && zoom >= layer.minzoom && zoom < layer.maxzoom;
  });
}

/** Paints the grids of each cluster in one tint, neighbours mostly in different ones. */
export function tintClusters(map: GlMap, clusters: readonly Cluster[]): void {
  const pairs = clusters.flatMap(({ grids }, at) => grids.map(({ id }) => [id, TINTS[at % TINTS.length]!]));
  map.setLayoutProperty('cluster', 'visibility', pairs.length > 0 ? 'visible' : 'none');
  if (pairs.length === 0) return;
  const colour = ['match', ['get', 'id'], ...pairs.flat(), 'rgba(0, 0, 0, 0)'];
  map.setPaintProperty('cluster', 'fill-color', colour as never);
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

function addLevel(map: GlMap, { level, from, to, width }: Level, base: number): void {
  map.addSource(level, { type: 'geojson', data: `/api/areas/geojson?level=${level}`, tolerance: 0.2 });
  map.addLayer({
    id: `${level}-fill`,
    type: 'fill',
    source: level,
    minzoom: clamp(base + from),
    maxzoom: clamp(base + to),
    paint: { 'fill-color': tokens.blue, 'fill-opacity': 0.04 },
  });
  map.addLayer({
    id: `${level}-line`,
    type: 'line',
    source: level,
    minzoom: clamp(base + from - 0.8),
    paint: {
      'line-color': tokens.blueDark,
      'line-width': width,
      'line-opacity': level === 'grid' ? 0.45 : 0.75,
    },
  });
}

function addName(map: GlMap, { level, from, to }: Level, base: number): void {
  map.addLayer({
    id: `${level}-name`,
    type: 'symbol',
    source: level,
    minzoom: clamp(base + from),
    maxzoom: clamp(base + to),
    layout: { 'text-field': ['get', 'name'], 'text-font': face, 'text-size': 13, 'text-max-width': 8 },
    paint: { 'text-color': tokens.blueDark, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.6 },
  });
}

/** Everything of the administration's map above the quiet ground; `base` is the zoom that shows the whole city. */
export function addAreaLayers(map: GlMap, base: number): void {
  map.addImage('hatch', hatch());
  for (const level of LEVELS) addLevel(map, level, base);
  map.addLayer({
    id: 'cluster',
    type: 'fill',
    source: 'grid',
    layout: { visibility: 'none' },
    paint: { 'fill-opacity': 0.22 },
  });
  const special = ['==', ['get', 'kind'], 'special'] as never;
  map.addLayer({
    id: 'special',
    type: 'fill',
    source: 'grid',
    filter: special,
    paint: { 'fill-pattern': 'hatch' },
  });
  map.addLayer({
    id: 'special-line',
    type: 'line',
    source: 'grid',
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
  for (const level of LEVELS) addName(map, level, base);
}

import type { ExpressionSpecification, Map as GlMap } from 'maplibre-gl';
import { tokens } from '../../../theme.ts';
import { face } from '../../../ui/mapStyle.ts';
import { STATES } from '../housing.ts';

const SOURCE = 'housing';
/** What may be clicked as a building. */
export const BUILDINGS = ['housing-fill', 'housing-dot'];
export const COUNTS = ['housing-count'];

const byState = [
  'match',
  ['get', 'state'],
  ...Object.entries(STATES).flatMap(([state, { fill }]) => [state, fill]),
  tokens.lineStrong,
] as unknown as ExpressionSpecification;
const care = ['boolean', ['get', 'care'], false] as unknown as ExpressionSpecification;
const text = { 'text-color': tokens.ink, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.6 };

function addBuildings(map: GlMap): void {
  map.addLayer({
    id: 'housing-fill',
    type: 'fill',
    source: SOURCE,
    'source-layer': 'buildings',
    minzoom: 13,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': byState, 'fill-opacity': 0.5 },
  });
  map.addLayer({
    id: 'housing-line',
    type: 'line',
    source: SOURCE,
    'source-layer': 'buildings',
    minzoom: 14,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'line-color': ['case', care, tokens.red, byState], 'line-width': ['case', care, 2.5, 1] },
  });
  map.addLayer({
    id: 'housing-dot',
    type: 'circle',
    source: SOURCE,
    'source-layer': 'buildings',
    minzoom: 13,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': byState,
      'circle-radius': 6,
      'circle-stroke-width': 1.5,
      'circle-stroke-color': tokens.surface,
    },
  });
  map.addLayer({
    id: 'housing-chosen',
    type: 'line',
    source: SOURCE,
    'source-layer': 'buildings',
    filter: ['==', ['get', 'id'], ''],
    paint: { 'line-color': tokens.blueDark, 'line-width': 4 },
  });
}

function addWords(map: GlMap): void {
  map.addLayer({
    id: 'housing-name',
    type: 'symbol',
    source: SOURCE,
    'source-layer': 'names',
    minzoom: 16,
    layout: { 'text-field': ['get', 'name'], 'text-font': face, 'text-size': 12, 'text-max-width': 8 },
    paint: text,
  });
  map.addLayer({
    id: 'housing-count',
    type: 'circle',
    source: SOURCE,
    'source-layer': 'grids',
    maxzoom: 13,
    paint: {
      'circle-color': tokens.blue,
      'circle-opacity': 0.85,
      'circle-radius': ['interpolate', ['linear'], ['get', 'buildings'], 1, 12, 60, 18, 1000, 28],
      'circle-stroke-color': tokens.surface,
      'circle-stroke-width': 1.5,
    },
  });
  map.addLayer({
    id: 'housing-count-n',
    type: 'symbol',
    source: SOURCE,
    'source-layer': 'grids',
    maxzoom: 13,
    layout: {
      'text-field': ['to-string', ['get', 'buildings']],
      'text-font': face,
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': tokens.onDark },
  });
}

/** The buildings as the server's vector tiles give them, above the quiet ground. */
export function addHousing(map: GlMap): void {
  map.addSource(SOURCE, {
    type: 'vector',
    tiles: [`${window.location.origin}/api/housing/tiles/{z}/{x}/{y}`],
    minzoom: 8,
    maxzoom: 16,
  });
  addBuildings(map);
  addWords(map);
}

/** Outlines the building that is looked at. */
export function markBuilding(map: GlMap, id: string | null): void {
  if (map.getLayer('housing-chosen')) map.setFilter('housing-chosen', ['==', ['get', 'id'], id ?? '']);
}

/** The tiles are asked for again after a change; what has not changed is answered by 304. */
export function refreshTiles(map: GlMap): void {
  const source = map.getSource(SOURCE) as { reload?: () => void } | undefined;
  source?.reload?.();
}

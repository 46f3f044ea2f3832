import type { ExpressionSpecification, Map as GlMap } from 'maplibre-gl';
import { tokens } from '../../../theme.ts';
import { face } from '../../../ui/mapStyle.ts';
import { addPattern } from '../../../ui/patterns.ts';
import { NO_ROOMS, STATES } from '../housing.ts';

const SOURCE = 'housing';
/** What may be clicked as a building. */
export const BUILDINGS = ['housing-fill', 'housing-pattern', 'housing-dot'];
/** What a wider view shows of them: a click goes nearer. */
export const FARTHER = ['housing-count', 'housing-far'];
/** From here on a building is large enough to carry the pattern of its state beside the colour. */
const PATTERN_ZOOM = 15.5;

/** The state a building is drawn in. Dots do not say how many rooms there are. */
const state = ['case', ['==', ['get', 'houses'], 0], 'none', ['get', 'state']];
const DRAWN = { ...STATES, none: NO_ROOMS };
const byState = [
  'match',
  state,
  ...Object.entries(DRAWN).flatMap(([name, { fill }]) => [name, fill]),
  tokens.lineStrong,
] as unknown as ExpressionSpecification;
const care = ['boolean', ['get', 'care'], false] as unknown as ExpressionSpecification;
const text = { 'text-color': tokens.ink, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.6 };

/** From afar each building is a dot. */
function addDots(map: GlMap): void {
  map.addLayer({
    id: 'housing-far',
    type: 'circle',
    source: SOURCE,
    'source-layer': 'dots',
    maxzoom: 14,
    paint: {
      'circle-color': byState,
      'circle-opacity': 0.85,
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 0.8, 12, 1.5, 13, 2.4, 14, 3.6],
      'circle-stroke-color': tokens.red,
      'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 12, 0, 13, ['case', care, 1, 0]],
    },
  });
}

function addBuildings(map: GlMap): void {
  for (const [name, { fill, pattern }] of Object.entries(DRAWN))
    addPattern(map, `housing-${name}`, fill, pattern);
  map.addLayer({
    id: 'housing-fill',
    type: 'fill',
    source: SOURCE,
    'source-layer': 'buildings',
    maxzoom: PATTERN_ZOOM,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': byState, 'fill-opacity': 0.5 },
  });
  map.addLayer({
    id: 'housing-pattern',
    type: 'fill',
    source: SOURCE,
    'source-layer': 'buildings',
    minzoom: PATTERN_ZOOM,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-pattern': ['concat', 'housing-', state] as unknown as ExpressionSpecification },
  });
  map.addLayer({
    id: 'housing-line',
    type: 'line',
    source: SOURCE,
    'source-layer': 'buildings',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: {
      'line-color': ['case', care, tokens.red, byState],
      'line-width': ['interpolate', ['linear'], ['zoom'], 14, 1, 16, ['case', care, 2.5, 1]],
    },
  });
  map.addLayer({
    id: 'housing-dot',
    type: 'circle',
    source: SOURCE,
    'source-layer': 'buildings',
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
      'circle-radius': ['interpolate', ['linear'], ['get', 'buildings'], 1, 10, 60, 14, 2000, 19],
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
  addDots(map);
  addBuildings(map);
  // The names of places stand above them.
  const names = map.getLayersOrder().find((id) => map.getLayer(id)?.type === 'symbol');
  for (const id of map.getLayersOrder()) if (id.startsWith('housing-')) map.moveLayer(id, names);
  addWords(map);
}

/** Outlines the building that is looked at. */
export function markBuilding(map: GlMap, id: string | null): void {
  if (map.getLayer('housing-chosen')) map.setFilter('housing-chosen', ['==', ['get', 'id'], id ?? '']);
}

/** The tiles are asked for again after a change; what has not changed is answered by 304. */
export function refreshTiles(map: GlMap): void {
  if (map.getSource(SOURCE)) map.refreshTiles(SOURCE);
}

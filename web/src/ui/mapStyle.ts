import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { tokens } from '../theme.ts';

/** Where the base map's GeoJSON comes from. A source left out is not drawn. */
export interface MapSources {
  areas?: string;
  roads?: string;
  water?: string;
  parks?: string;
  buildings?: string;
}

/** The server's own base map (areas the account may see come with their name; the rest is the city's plan). */
export const cityMap: MapSources = {
  areas: '/api/map/areas.geojson',
  roads: '/api/map/roads.geojson',
  water: '/api/map/water.geojson',
  parks: '/api/map/parks.geojson',
  buildings: '/api/map/buildings.geojson',
};

// No glyph server: without `glyphs` the map draws every letter from these local faces.
export const face = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'sans-serif'];
const byZoom = (...stops: number[]): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification;
const major: ExpressionSpecification = [
  'in',
  ['get', 'kind'],
  ['literal', ['avenue', 'major_road', 'highway', 'main']],
];
const roadWidth = (extra: number) =>
  [
    'interpolate',
    ['linear'],
    ['zoom'],
    11,
    ['case', major, 1 + extra, 0.4 + extra / 2],
    17,
    ['case', major, 16 + extra, 8 + extra],
  ] as unknown as ExpressionSpecification;

const text = { 'text-color': tokens.mapLabel, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.4 };
const name: ExpressionSpecification = ['get', 'name'];

const layers: Record<keyof MapSources, LayerSpecification[]> = {
  water: [
    { id: 'water', type: 'fill', source: 'water', paint: { 'fill-color': tokens.mapWater } },
    {
      id: 'water-line',
      type: 'line',
      source: 'water',
      paint: { 'line-color': tokens.mapWater, 'line-width': byZoom(11, 1, 17, 6) },
    },
  ],
  parks: [{ id: 'park', type: 'fill', source: 'parks', paint: { 'fill-color': tokens.mapPark } }],
  buildings: [
    {
      id: 'building',
      type: 'fill',
      source: 'buildings',
      minzoom: 14,
      paint: { 'fill-color': tokens.mapBuilding, 'fill-outline-color': tokens.mapBuildingLine },
    },
  ],
  roads: [
    {
      id: 'road-edge',
      type: 'line',
      source: 'roads',
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': tokens.mapRoadEdge, 'line-width': roadWidth(1.5) },
    },
    {
      id: 'road',
      type: 'line',
      source: 'roads',
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': tokens.mapRoad, 'line-width': roadWidth(0) },
    },
  ],
  areas: [
    {
      id: 'area-line',
      type: 'line',
      source: 'areas',
      paint: {
        'line-color': tokens.blue,
        'line-opacity': 0.45,
        'line-width': byZoom(10, 0.6, 16, 1.6),
        'line-dasharray': [3, 2],
      },
    },
  ],
};
const labels: Record<keyof MapSources, LayerSpecification[]> = {
  water: [
    {
      id: 'water-name',
      type: 'symbol',
      source: 'water',
      layout: { 'text-field': name, 'text-font': face, 'text-size': 12 },
      paint: text,
    },
  ],
  parks: [
    {
      id: 'park-name',
      type: 'symbol',
      source: 'parks',
      minzoom: 14,
      layout: { 'text-field': name, 'text-font': face, 'text-size': 11 },
      paint: text,
    },
  ],
  buildings: [
    {
      id: 'building-name',
      type: 'symbol',
      source: 'buildings',
      minzoom: 16,
      layout: { 'text-field': name, 'text-font': face, 'text-size': 11 },
      paint: text,
    },
  ],
  roads: [
    {
      id: 'road-name',
      type: 'symbol',
      source: 'roads',
      minzoom: 13,
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': face, 'text-size': 12 },
      paint: text,
    },
  ],
  areas: [
    {
      id: 'area-name',
      type: 'symbol',
      source: 'areas',
      layout: { 'text-field': name, 'text-font': face, 'text-size': 13 },
      paint: { ...text, 'text-color': tokens.blueDark },
    },
  ],
};

const order: (keyof MapSources)[] = ['parks', 'water', 'buildings', 'roads', 'areas'];

/** The quiet base style: land, water, buildings, roads, area borders, then the names, all from our own GeoJSON. */
export function baseStyle(from: MapSources): StyleSpecification {
  const present = order.filter((key) => from[key]);
  return {
    version: 8,
    sources: Object.fromEntries(
      present.map((key) => [key, { type: 'geojson', data: from[key]!, tolerance: 0.2 }]),
    ),
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': tokens.mapLand } },
      ...present.flatMap((key) => layers[key]),
      ...present.flatMap((key) => labels[key]),
    ],
  };
}

import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import { type MutableRefObject, useEffect, useRef } from 'react';
import { tokens } from '../../../../theme.ts';
import MapCanvas from '../../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../../ui/mapStyle.ts';
import { nothing } from '../layers.ts';
import { lineOf, type Pair, type Shape, shapesOf } from './data.ts';

interface Props {
  /** The community whose grids are drawn around. */
  community: string;
  /** What to bring into view: west, south, east, north. */
  box: [number, number, number, number];
  shapes: readonly Shape[];
  line?: readonly Pair[];
  /** Grids marked as chosen. */
  chosen?: readonly string[];
  /** A tap on the ground. */
  onTap?: (point: Pair) => void;
  /** A tap on a grid. */
  onGrid?: (id: string) => void;
  /** Filled with a function that tells the middle of the map, for who cannot point. */
  middle?: MutableRefObject<() => Pair | null>;
}

const { areas: _, ...ground } = cityMap;
const face = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'sans-serif'];

function addGrids(map: GlMap, community: string): void {
  map.addSource('around', {
    type: 'geojson',
    data: `/api/areas/geojson?parent=${community}`,
    tolerance: 0.1,
  });
  map.addLayer({
    id: 'around-fill',
    type: 'fill',
    source: 'around',
    paint: { 'fill-color': tokens.blue, 'fill-opacity': 0.03 },
  });
  map.addLayer({
    id: 'chosen-fill',
    type: 'fill',
    source: 'around',
    filter: ['in', ['get', 'id'], ['literal', []]],
    paint: { 'fill-color': tokens.amber, 'fill-opacity': 0.25 },
  });
  map.addLayer({
    id: 'around-line',
    type: 'line',
    source: 'around',
    paint: { 'line-color': tokens.blueDark, 'line-width': 1.4, 'line-opacity': 0.6 },
  });
}

const byLook = (keep: string, fresh: string) => ['match', ['get', 'look'], 'new', fresh, keep] as never;

function addShapes(map: GlMap): void {
  map.addSource('shapes', { type: 'geojson', data: nothing, tolerance: 0 });
  map.addLayer({
    id: 'shapes-fill',
    type: 'fill',
    source: 'shapes',
    paint: { 'fill-color': byLook(tokens.blue, tokens.green), 'fill-opacity': 0.35 },
  });
  map.addLayer({
    id: 'shapes-line',
    type: 'line',
    source: 'shapes',
    paint: { 'line-color': byLook(tokens.blueDark, tokens.greenText), 'line-width': 3 },
  });
  map.addSource('line', { type: 'geojson', data: nothing, tolerance: 0 });
  map.addLayer({
    id: 'line',
    type: 'line',
    source: 'line',
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': tokens.red, 'line-width': 3 },
  });
  map.addLayer({
    id: 'line-points',
    type: 'circle',
    source: 'line',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 5,
      'circle-color': tokens.surface,
      'circle-stroke-color': tokens.red,
      'circle-stroke-width': 3,
    },
  });
}

function addNames(map: GlMap): void {
  map.addLayer({
    id: 'around-name',
    type: 'symbol',
    source: 'around',
    layout: { 'text-field': ['get', 'name'], 'text-font': face, 'text-size': 13, 'text-max-width': 8 },
    paint: { 'text-color': tokens.blueDark, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.6 },
  });
}

/** A community's grids, large, to draw on or to choose from. */
export default function RedrawMap(props: Props) {
  const map = useRef<GlMap | null>(null);
  const now = useRef(props);
  now.current = props;
  const show = useRef<() => void>(() => {});
  show.current = () => {
    const { shapes, line = [], chosen = [], onTap } = now.current;
    const drawn = map.current;
    if (!drawn) return;
    drawn.getSource<GeoJSONSource>('shapes')?.setData(shapesOf(shapes));
    drawn.getSource<GeoJSONSource>('line')?.setData(lineOf(line));
    drawn.setFilter('chosen-fill', ['in', ['get', 'id'], ['literal', [...chosen]]]);
    drawn.getCanvas().style.cursor = onTap ? 'crosshair' : 'pointer';
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when what is to be shown changes
  useEffect(() => show.current(), [props.shapes, props.line, props.chosen, Boolean(props.onTap)]);
  const ready = (drawn: GlMap) => {
    drawn.fitBounds(now.current.box, { padding: 70, maxZoom: 18, duration: 0 });
    addGrids(drawn, now.current.community);
    addShapes(drawn);
    addNames(drawn);
    drawn.doubleClickZoom.disable();
    drawn.on('click', ({ point, lngLat }) => {
      now.current.onTap?.([lngLat.lng, lngLat.lat]);
      const [hit] = drawn.queryRenderedFeatures(point, { layers: ['around-fill'] });
      if (hit) now.current.onGrid?.(String(hit.properties.id));
    });
    if (now.current.middle)
      now.current.middle.current = () => {
        const { lng, lat } = drawn.getCenter();
        return [lng, lat];
      };
    map.current = drawn;
    show.current();
  };
  const [west, south, east, north] = props.box;
  const centre = { lng: (west + east) / 2, lat: (south + north) / 2 };
  return (
    <>
      <MapCanvas sources={ground} centre={centre} zoom={15} onReady={ready} />
      {props.onTap && <span className="hy-redraw-cross" aria-hidden="true" />}
    </>
  );
}

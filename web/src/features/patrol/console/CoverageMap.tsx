import { type GeoJSONSource, type Map as GlMap, LngLatBounds } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { tokens, tones } from '../../../theme.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../ui/mapStyle.ts';
import { coverages, type GridRow } from '../patrol.ts';

type Pattern = (typeof coverages)[string]['pattern'];
const SIZE = 12;
const { areas: _, ...ground } = cityMap;

/** Whether a point of the tile is inked: each state has a pattern of its own, to be told apart without colour. */
const inked: Record<Pattern, (x: number, y: number) => boolean> = {
  solid: () => true,
  stripes: (x, y) => (x + y) % SIZE < 4,
  dots: (x, y) => (x - 6) ** 2 + (y - 6) ** 2 < 5,
  cross: (x, y) => (x + y) % SIZE < 2 || (x - y + SIZE) % SIZE < 2,
  empty: () => false,
};

function tile(colour: string, pattern: Pattern): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(SIZE * SIZE * 4);
  const rgb = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++)
      data.set([...rgb, inked[pattern](x, y) ? (pattern === 'solid' ? 150 : 220) : 40], (y * SIZE + x) * 4);
  return { width: SIZE, height: SIZE, data };
}

interface Feature {
  properties: { id: string; coverage?: string };
  geometry: { type: string; coordinates: unknown };
}
interface Collection {
  type: 'FeatureCollection';
  features: Feature[];
}

function box(features: Feature[]): LngLatBounds {
  const bounds = new LngLatBounds();
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'number') bounds.extend(part as [number, number]);
    else for (const each of part) walk(each);
  };
  for (const { geometry } of features) walk(geometry.coordinates);
  return bounds;
}

function draw(map: GlMap, shapes: Collection, fit: boolean): void {
  const source = map.getSource<GeoJSONSource>('coverage');
  if (source) return void source.setData(shapes as never);
  for (const [code, { tone, pattern }] of Object.entries(coverages))
    map.addImage(`cover-${code}`, tile(tones[tone].fill, pattern));
  map.addSource('coverage', { type: 'geojson', data: shapes as never });
  map.addLayer({
    id: 'coverage',
    type: 'fill',
    source: 'coverage',
    paint: { 'fill-pattern': ['concat', 'cover-', ['get', 'coverage']] as never },
  });
  map.addLayer({
    id: 'coverage-line',
    type: 'line',
    source: 'coverage',
    paint: { 'line-color': tokens.ink, 'line-width': 1 },
  });
  if (fit && shapes.features.length > 0) map.fitBounds(box(shapes.features), { padding: 32, duration: 0 });
}

/** The grids of a campaign, each in the colour and the pattern of how far it is. */
export default function CoverageMap({ grids }: { grids: GridRow[] }) {
  const [map, setMap] = useState<GlMap>();
  const [shapes, setShapes] = useState<Collection>();
  useEffect(() => {
    void api.get<Collection>('/api/areas/geojson', { level: 'grid' }).then(setShapes, () => undefined);
  }, []);
  useEffect(() => {
    if (!map || !shapes) return;
    const known = new Map(grids.map((row) => [row.grid, row.coverage]));
    const features = shapes.features
      .filter(({ properties }) => known.has(properties.id))
      .map((feature) => ({
        ...feature,
        properties: { ...feature.properties, coverage: known.get(feature.properties.id) },
      }));
    draw(map, { type: 'FeatureCollection', features }, true);
  }, [map, shapes, grids]);
  return (
    <>
      <MapCanvas sources={ground} zoom={13} onReady={setMap} />
      <ul className="hy-patrol-legend" aria-label="图例">
        {Object.entries(coverages).map(([code, { word, tone, pattern }]) => (
          <li key={code}>
            <i data-pattern={pattern} style={{ '--tone-fill': tones[tone].fill } as React.CSSProperties} />
            {word} {grids.filter((row) => row.coverage === code).length}
          </li>
        ))}
      </ul>
    </>
  );
}

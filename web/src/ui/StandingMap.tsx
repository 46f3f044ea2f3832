import { type GeoJSONSource, type Map as GlMap, LngLatBounds } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { type Tone, tokens, tones } from '../theme.ts';
import MapCanvas from './MapCanvas.tsx';
import { cityMap } from './mapStyle.ts';
import { addPattern, type Pattern } from './patterns.ts';
import './standing.css';

/** How a standing is said and drawn: word, tone, and the pattern that tells it without colour. */
export interface StandingLook {
  word: string;
  tone: Tone;
  look: string;
  pattern: Pattern;
}

interface Props {
  /** How each grid stands, by its id. */
  grids: readonly { id: string; standing: string }[];
  looks: Record<string, StandingLook>;
}

const { areas: _, ...ground } = cityMap;

interface Feature {
  properties: { id: string; standing?: string };
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

function draw(map: GlMap, shapes: Collection, looks: Props['looks']): void {
  const source = map.getSource<GeoJSONSource>('standing');
  if (source) return void source.setData(shapes as never);
  for (const [code, { tone, pattern }] of Object.entries(looks))
    addPattern(map, `standing-${code}`, tones[tone].fill, pattern);
  map.addSource('standing', { type: 'geojson', data: shapes as never });
  map.addLayer({
    id: 'standing',
    type: 'fill',
    source: 'standing',
    paint: { 'fill-pattern': ['concat', 'standing-', ['get', 'standing']] as never },
  });
  map.addLayer({
    id: 'standing-line',
    type: 'line',
    source: 'standing',
    paint: { 'line-color': tokens.ink, 'line-width': 1 },
  });
  if (shapes.features.length > 0) map.fitBounds(box(shapes.features), { padding: 32, duration: 0 });
}

/** Grids on the map, each in the colour and the pattern of how far it is, and how many there are of each. */
export default function StandingMap({ grids, looks }: Props) {
  const [map, setMap] = useState<GlMap>();
  const [shapes, setShapes] = useState<Collection>();
  useEffect(() => {
    void api.get<Collection>('/api/areas/geojson', { level: 'grid' }).then(setShapes, () => undefined);
  }, []);
  useEffect(() => {
    if (!map || !shapes) return;
    const known = new Map(grids.map(({ id, standing }) => [id, standing]));
    const features = shapes.features
      .filter(({ properties }) => known.has(properties.id))
      .map((feature) => ({
        ...feature,
        properties: { ...feature.properties, standing: known.get(feature.properties.id) },
      }));
    draw(map, { type: 'FeatureCollection', features }, looks);
  }, [map, shapes, grids, looks]);
  return (
    <>
      <MapCanvas sources={ground} zoom={13} onReady={setMap} />
      <ul className="hy-standing-legend" aria-label="图例">
        {Object.entries(looks).map(([code, { word, tone, pattern }]) => (
          <li key={code}>
            <i
              className="hy-pattern"
              data-pattern={pattern}
              style={{ '--tone-fill': tones[tone].fill } as React.CSSProperties}
            />
            {word} {grids.filter(({ standing }) => standing === code).length}
          </li>
        ))}
      </ul>
    </>
  );
}

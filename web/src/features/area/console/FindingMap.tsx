import type { Feature, Geometry } from 'geojson';
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { tokens } from '../../../theme.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import type { Finding } from './findings.ts';
import { nothing } from './layers.ts';

const at = (point: [number, number]) => ({ lng: point[0], lat: point[1] });

/** One finding on the map, its outline in red. */
export default function FindingMap({ found }: { found: Finding }) {
  const map = useRef<GlMap | null>(null);
  const draw = useRef<() => void>(() => {});
  draw.current = () => {
    const feature: Feature | null = found.boundary
      ? { type: 'Feature', properties: {}, geometry: found.boundary as Geometry }
      : null;
    map.current?.getSource<GeoJSONSource>('found')?.setData(feature ?? nothing);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when another finding is chosen
  useEffect(() => draw.current(), [found]);
  const ready = (drawn: GlMap) => {
    drawn.addSource('found', { type: 'geojson', data: nothing });
    drawn.addLayer({
      id: 'found',
      type: 'fill',
      source: 'found',
      paint: { 'fill-color': tokens.red, 'fill-opacity': 0.35 },
    });
    drawn.addLayer({
      id: 'found-line',
      type: 'line',
      source: 'found',
      paint: { 'line-color': tokens.red, 'line-width': 2 },
    });
    map.current = drawn;
    draw.current();
  };
  return <MapCanvas point={found.point && at(found.point)} zoom={15} onReady={ready} />;
}

import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, type Map as GlMap, LngLatBounds } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { tokens } from '../../../theme.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { face } from '../../../ui/mapStyle.ts';
import type { FindingRow } from './FindingsPage.tsx';

const featuresOf = (rows: readonly FindingRow[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: rows.flatMap(({ id, n, point }) =>
    point
      ? [
          {
            type: 'Feature',
            properties: { id, n },
            geometry: { type: 'Point', coordinates: [point.lng, point.lat] },
          },
        ]
      : [],
  ),
});

/** Findings of places: the more calls, the larger and the more filled; the number stands in it. A tap opens one. */
export default function HeatMap({ rows, onOpen }: { rows: FindingRow[]; onOpen: (id: string) => void }) {
  const map = useRef<GlMap | null>(null);
  const hear = useRef(onOpen);
  hear.current = onOpen;
  useEffect(() => {
    map.current?.getSource<GeoJSONSource>('hot')?.setData(featuresOf(rows));
  }, [rows]);
  const ready = (drawn: GlMap) => {
    map.current = drawn;
    drawn.addSource('hot', { type: 'geojson', data: featuresOf(rows) });
    drawn.addLayer({
      id: 'hot',
      type: 'circle',
      source: 'hot',
      paint: {
        'circle-color': tokens.red,
        'circle-radius': ['interpolate', ['linear'], ['get', 'n'], 3, 14, 20, 34],
        'circle-opacity': ['interpolate', ['linear'], ['get', 'n'], 3, 0.55, 20, 0.9],
        'circle-stroke-color': tokens.red,
        'circle-stroke-width': 2,
      },
    });
    drawn.addLayer({
      id: 'hot-n',
      type: 'symbol',
      source: 'hot',
      layout: {
        'text-field': ['to-string', ['get', 'n']],
        'text-font': face,
        'text-size': 14,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': tokens.surface },
    });
    drawn.on('click', 'hot', (event) => {
      const id: unknown = event.features?.[0]?.properties.id;
      if (typeof id === 'string') hear.current(id);
    });
    const bounds = new LngLatBounds();
    for (const { point } of rows) if (point) bounds.extend([point.lng, point.lat]);
    if (!bounds.isEmpty()) drawn.fitBounds(bounds, { padding: 60, maxZoom: 16, duration: 0 });
  };
  return <MapCanvas centre={rows.find(({ point }) => point)?.point ?? undefined} zoom={14} onReady={ready} />;
}

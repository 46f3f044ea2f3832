import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import { tokens } from '../../../theme.ts';

/** Draws the outline of an area, bold, above the quiet map; `fit` brings the whole of it into view. */
export async function showGrid(map: GlMap, area: string, fit: boolean): Promise<void> {
  map.addSource('grid', { type: 'geojson', data: `/api/areas/${area}/boundary` });
  map.addLayer({
    id: 'grid-fill',
    type: 'fill',
    source: 'grid',
    paint: { 'fill-color': tokens.blue, 'fill-opacity': 0.07 },
  });
  map.addLayer({
    id: 'grid-line',
    type: 'line',
    source: 'grid',
    paint: { 'line-color': tokens.blue, 'line-width': 2 },
  });
  if (!fit) return;
  const bounds = await map.getSource<GeoJSONSource>('grid')?.getBounds();
  if (bounds && !bounds.isEmpty()) map.fitBounds(bounds, { padding: 24, duration: 0 });
}

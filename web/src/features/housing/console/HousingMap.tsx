import { useQuery } from '@tanstack/react-query';
import type { Map as GlMap } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer, Point } from '../../../api/types.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../ui/mapStyle.ts';
import { addHousing, BUILDINGS, COUNTS, markBuilding, refreshTiles } from './layers.ts';

interface Props {
  chosen: string | null;
  /** Where the chosen one stands, when it was found elsewhere than on the map. */
  at: Point | null;
  onChoose: (id: string) => void;
}

type Box = readonly number[];
const { buildings: _, ...ground } = cityMap;

export const extentQuery = {
  queryKey: ['building', 'list', 'extent'],
  staleTime: 60_000,
  queryFn: () => api.get<Answer<'housingExtent'>>('/api/housing/extent'),
};

/** The buildings one may see, coloured by state; from afar how many there are. A click opens one, on a number goes nearer. */
export default function HousingMap({ chosen, at, onChoose }: Props) {
  const map = useRef<GlMap | null>(null);
  const hear = useRef(onChoose);
  hear.current = onChoose;
  const extent = useQuery(extentQuery);
  useEffect(() => {
    if (map.current) markBuilding(map.current, chosen);
  }, [chosen]);
  useEffect(() => {
    if (map.current && at && !map.current.getBounds().contains([at.lng, at.lat]))
      map.current.jumpTo({ center: [at.lng, at.lat], zoom: Math.max(16, map.current.getZoom()) });
  }, [at]);
  // Live news of buildings come as a question asked again: then the tiles are, too.
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ type, query }) => {
        if (
          type === 'updated' &&
          query.queryKey[0] === 'building' &&
          query.state.isInvalidated &&
          map.current
        )
          refreshTiles(map.current);
      }),
    [],
  );
  const ready = (drawn: GlMap) => {
    map.current = drawn;
    addHousing(drawn);
    markBuilding(drawn, chosen);
    drawn.on('mousemove', (event) => {
      const hits = drawn.queryRenderedFeatures(event.point, { layers: [...BUILDINGS, ...COUNTS] });
      drawn.getCanvas().style.cursor = hits.length > 0 ? 'pointer' : '';
    });
    drawn.on('click', (event) => {
      const [hit] = drawn.queryRenderedFeatures(event.point, { layers: [...BUILDINGS, ...COUNTS] });
      if (!hit) return;
      if (COUNTS.includes(hit.layer.id)) drawn.easeTo({ center: event.lngLat, zoom: drawn.getZoom() + 2 });
      else hear.current(String(hit.properties.id));
    });
  };
  if (extent.isPending)
    return (
      <div className="hy-map hy-map-waiting" role="status">
        地图加载中…
      </div>
    );
  const start = at ?? middle(extent.data?.box ?? null);
  return (
    <MapCanvas
      sources={ground}
      {...(start && { centre: start })}
      zoom={at ? 17 : zoomFor(extent.data?.box ?? null)}
      onReady={ready}
    />
  );
}

const middle = (box: Box | null): Point | null =>
  box && { lng: (box[0]! + box[2]!) / 2, lat: (box[1]! + box[3]!) / 2 };

/** The zoom at which a box about fills the map; never so far that a single grid shows no building. */
function zoomFor(box: Box | null): number {
  if (!box) return 11;
  const width = Math.max(box[2]! - box[0]!, (box[3]! - box[1]!) * 1.4, 0.002);
  return Math.min(17, Math.max(9, Math.log2((360 / width) * (900 / 512)) - 0.3));
}

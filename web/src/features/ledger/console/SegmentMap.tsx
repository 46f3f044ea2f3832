import { useQuery } from '@tanstack/react-query';
import type { GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { tokens } from '../../../theme.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { face } from '../../../ui/mapStyle.ts';

type Points = Answer<'mapSegment'>['items'];
const SOURCE = 'segment';
const people = ['get', 'people'] as never;

function addLayers(map: GlMap): void {
  map.addSource(SOURCE, {
    ...{ type: 'geojson', data: shapes([]), cluster: true, clusterRadius: 40, clusterMaxZoom: 16 },
    clusterProperties: { people: ['+', people] },
  });
  map.addLayer({
    ...{ id: 'segment-dot', type: 'circle', source: SOURCE },
    paint: {
      'circle-color': tokens.blue,
      'circle-radius': ['step', people, 11, 10, 14, 100, 19, 1000, 24],
      'circle-stroke-color': tokens.surface,
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    ...{ id: 'segment-count', type: 'symbol', source: SOURCE },
    layout: {
      'text-field': ['to-string', people],
      'text-font': face,
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': tokens.onDark },
  });
  map.addLayer({
    ...{ id: 'segment-name', type: 'symbol', source: SOURCE, minzoom: 15.5, filter: ['has', 'name'] },
    layout: {
      'text-field': ['get', 'name'],
      'text-font': face,
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 1.1],
    },
    paint: { 'text-color': tokens.ink, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.4 },
  });
}

const shapes = (points: Points) => ({
  type: 'FeatureCollection' as const,
  features: points.map(({ name, people: n, lng, lat }) => ({
    type: 'Feature' as const,
    properties: { name, people: n },
    geometry: { type: 'Point' as const, coordinates: [lng, lat] },
  })),
});

/** Where the people of a segment live, heaped with their number: buildings, never who. */
export function SegmentMap({ id, area }: { id: string; area: string }) {
  const [map, setMap] = useState<GlMap>();
  const points = useQuery({
    queryKey: ['segment', id, 'points', area],
    queryFn: () => api.get<Answer<'mapSegment'>>(`/api/segments/${id}/points`, { area }),
  });
  const items = points.data?.items;
  const unplaced = points.data?.unplaced ?? 0;
  useEffect(() => {
    if (!map) return;
    map.getSource<GeoJSONSource>(SOURCE)?.setData(shapes(items ?? []));
    if (!items || items.length === 0) return;
    const [lng, lat] = [items.map((point) => point.lng), items.map((point) => point.lat)];
    map.fitBounds(
      [
        [Math.min(...lng), Math.min(...lat)],
        [Math.max(...lng), Math.max(...lat)],
      ],
      { padding: 48, maxZoom: 16, duration: 0 },
    );
  }, [map, items]);
  const ready = (drawn: GlMap) => {
    addLayers(drawn);
    setMap(drawn);
  };
  return (
    <div className="hy-segment-map">
      <LateMap onReady={ready} zoom={13} />
      <span className="hy-segment-note" role="status">
        {points.isError
          ? sayError(points.error)
          : items
            ? items.length > 0
              ? `${items.length} 栋楼`
              : '没有人的住处在图上'
            : '正在找住处…'}
      </span>
      {unplaced > 0 && (
        <p className="hy-segment-unplaced">
          {unplaced.toLocaleString('zh-CN')} 人没有登记住处（或楼栋没有位置），不在图上
        </p>
      )}
    </div>
  );
}

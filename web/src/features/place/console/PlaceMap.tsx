import { type GeoJSONSource, type Map as GlMap, LngLatBounds, type MapGeoJSONFeature } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { tokens } from '../../../theme.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { face } from '../../../ui/mapStyle.ts';
import type { Subject } from '../place.ts';

type Points = Answer<'listSitePoints'>;
const SOURCE = 'places';

const shapes = (points: Points['items']) => ({
  type: 'FeatureCollection' as const,
  features: points.map(({ id, name, kind_name, lng, lat }) => ({
    type: 'Feature' as const,
    properties: { id, name: `${name}\n${kind_name}` },
    geometry: { type: 'Point' as const, coordinates: [lng, lat] },
  })),
});

/** Heaps with their number far out; dots with their names near by. */
function addLayers(map: GlMap): void {
  map.addSource(SOURCE, {
    type: 'geojson',
    data: shapes([]),
    cluster: true,
    clusterRadius: 44,
    clusterMaxZoom: 16,
  });
  map.addLayer({
    ...{ id: 'heap', type: 'circle', source: SOURCE, filter: ['has', 'point_count'] },
    paint: {
      'circle-color': tokens.blue,
      'circle-radius': ['step', ['get', 'point_count'], 15, 20, 19, 100, 24],
      'circle-stroke-color': tokens.surface,
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    ...{ id: 'heap-count', type: 'symbol', source: SOURCE, filter: ['has', 'point_count'] },
    layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': face, 'text-size': 13 },
    paint: { 'text-color': tokens.onDark },
  });
  map.addLayer({
    ...{ id: 'dot', type: 'circle', source: SOURCE, filter: ['!', ['has', 'point_count']] },
    paint: {
      'circle-color': tokens.red,
      'circle-radius': 6,
      'circle-stroke-color': tokens.surface,
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    ...{ id: 'dot-name', type: 'symbol', source: SOURCE, filter: ['!', ['has', 'point_count']] },
    minzoom: 15.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': face,
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 0.7],
    },
    paint: { 'text-color': tokens.ink, 'text-halo-color': tokens.mapHalo, 'text-halo-width': 1.4 },
  });
}

/** The registered things where they stand, asked for as the map is moved; a press opens one, or looks closer at a heap. */
export default function PlaceMap({ subject, kind }: { subject: Exclude<Subject, 'vehicle'>; kind: string }) {
  const go = useNavigate();
  const [map, setMap] = useState<GlMap>();
  const [note, setNote] = useState('');
  const asked = useRef(0);
  useEffect(() => {
    if (!map) return;
    const ask = async () => {
      asked.current += 1;
      const turn = asked.current;
      const box = map.getBounds();
      const sides = {
        west: box.getWest(),
        south: box.getSouth(),
        east: box.getEast(),
        north: box.getNorth(),
      };
      try {
        const points = await api.get<Points>('/api/site-points', { subject, kind, ...sides });
        if (turn !== asked.current) return;
        map.getSource<GeoJSONSource>(SOURCE)?.setData(shapes(points.items));
        setNote(points.more ? '这里太多了，只画出一部分，请放大地图' : `图上 ${points.items.length} 处`);
      } catch (error) {
        if (turn === asked.current) setNote(sayError(error));
      }
    };
    map.on('moveend', ask);
    void ask();
    return () => void map.off('moveend', ask);
  }, [map, subject, kind]);
  const ready = (drawn: GlMap) => {
    addLayers(drawn);
    drawn.on('click', (event) => {
      const [hit] = drawn.queryRenderedFeatures(event.point, { layers: ['heap', 'dot', 'dot-name'] });
      if (hit) void open(drawn, hit, (id) => void go(`/places/${id}`));
    });
    setMap(drawn);
  };
  return (
    <div className="hy-place-map">
      <MapCanvas onReady={ready} zoom={13} />
      <span className="hy-place-note" role="status">
        {note}
      </span>
    </div>
  );
}

async function open(map: GlMap, hit: MapGeoJSONFeature, onOpen: (id: string) => void): Promise<void> {
  if (!hit.properties.point_count) return onOpen(String(hit.properties.id));
  const source = map.getSource<GeoJSONSource>(SOURCE);
  const leaves = await source?.getClusterLeaves(Number(hit.properties.cluster_id), 200, 0);
  const bounds = new LngLatBounds();
  for (const { geometry } of leaves ?? [])
    if (geometry.type === 'Point') bounds.extend(geometry.coordinates as [number, number]);
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 80, maxZoom: 18, duration: 300 });
}

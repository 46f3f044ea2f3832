import { type GeoJSONSource, type Map as GlMap, Popup } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../ui/mapStyle.ts';
import { childrenQuery, useArea, useClusters } from './data.ts';
import { addAreaLayers, levelAt, nothing } from './layers.ts';

interface Props {
  chosen: string | null;
  onChoose: (id: string) => void;
}

const { areas: _, ...ground } = cityMap;

async function frameCity(map: GlMap): Promise<void> {
  const [top] = await queryClient.fetchQuery(childrenQuery());
  if (!top) return;
  const { box } = await api.get<{ box: number[] | null }>(`/api/areas/${top.id}`);
  if (box) map.fitBounds(box as [number, number, number, number], { padding: 24, duration: 0 });
}

/** Where the pointer is: the name of the smallest area drawn there. */
function nameUnderPointer(map: GlMap): void {
  const popup = new Popup({ closeButton: false, closeOnClick: false, offset: 12 });
  map.on('mousemove', (event) => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: levelAt(map) });
    map.getCanvas().style.cursor = hit ? 'pointer' : '';
    if (!hit) return void popup.remove();
    const special = hit.properties.kind === 'special' ? '（专属网格）' : '';
    popup.setLngLat(event.lngLat).setText(`${hit.properties.name}${special}`).addTo(map);
  });
  map.on('mouseout', () => popup.remove());
}

/** The city by zoom: districts, streets, communities, grids; special grids hatched, clusters tinted, the chosen one outlined. */
export default function CityMap({ chosen, onChoose }: Props) {
  const map = useRef<GlMap | null>(null);
  const hear = useRef(onChoose);
  hear.current = onChoose;
  const detail = useArea(chosen);
  const clusters = useClusters();
  const grids = clusters.data?.items.flatMap((cluster) => cluster.grids.map((grid) => grid.id)) ?? [];
  const show = useRef<() => void>(() => {});
  show.current = () => {
    const drawn = map.current;
    if (!drawn) return;
    drawn.setFilter('cluster', ['in', ['get', 'id'], ['literal', grids]]);
    const at = detail.data;
    const source = drawn.getSource<GeoJSONSource>('chosen');
    if (!at || at.boundary_version === null) return void source?.setData(nothing);
    source?.setData(`/api/areas/${at.id}/boundary`);
    if (at.box)
      drawn.fitBounds(at.box as [number, number, number, number], {
        padding: 60,
        maxZoom: 17,
        duration: 400,
      });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when what is chosen or known changes
  useEffect(() => show.current(), [detail.data?.id, detail.data?.boundary_version, grids.length]);
  const ready = async (drawn: GlMap) => {
    addAreaLayers(drawn);
    nameUnderPointer(drawn);
    drawn.on('click', (event) => {
      const [hit] = drawn.queryRenderedFeatures(event.point, { layers: levelAt(drawn) });
      if (hit) hear.current(String(hit.properties.id));
    });
    map.current = drawn;
    if (!chosen) await frameCity(drawn);
    show.current();
  };
  return (
    <>
      <MapCanvas sources={ground} zoom={11} onReady={(drawn) => void ready(drawn)} />
      <ul className="hy-areas-legend" aria-label="图例">
        <li>
          <i className="hy-key-special" />
          专属网格
        </li>
        <li>
          <i className="hy-key-cluster" />
          网格服务片
        </li>
        <li className="hy-muted">放大可见街道、社区、网格；点选查看</li>
      </ul>
    </>
  );
}

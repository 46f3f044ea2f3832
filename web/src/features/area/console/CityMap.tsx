import { Checkbox } from 'antd';
import { type GeoJSONSource, type Map as GlMap, Popup } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../ui/mapStyle.ts';
import { childrenQuery, useArea, useClusters } from './data.ts';
import { addAreaLayers, levelAt, nothing, tintClusters } from './layers.ts';

interface Props {
  chosen: string | null;
  onChoose: (id: string) => void;
}

type Box = [number, number, number, number];
const { areas: _, ...ground } = cityMap;

/** The topmost area that has a boundary (a province may have none) and where it is. */
async function cityBox(): Promise<Box | null> {
  let [area] = await queryClient.fetchQuery(childrenQuery());
  for (let depth = 0; area && depth < 4; depth++) {
    const { box } = await api.get<{ box: Box | null }>(`/api/areas/${area.id}`);
    if (box) return box;
    [area] = await queryClient.fetchQuery(childrenQuery(area.id));
  }
  return null;
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
  const [tinted, setTinted] = useState(false);
  const show = useRef<() => void>(() => {});
  show.current = () => {
    const drawn = map.current;
    if (!drawn) return;
    tintClusters(drawn, tinted ? (clusters.data?.items ?? []) : []);
    const at = detail.data;
    const source = drawn.getSource<GeoJSONSource>('chosen');
    if (!at || at.boundary_version === null) return void source?.setData(nothing);
    source?.setData(`/api/areas/${at.id}/boundary`);
    if (at.box) drawn.fitBounds(at.box as Box, { padding: 60, maxZoom: 17, duration: 400 });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when what is chosen or known changes
  useEffect(() => show.current(), [detail.data?.id, detail.data?.boundary_version, tinted, clusters.data]);
  const ready = async (drawn: GlMap) => {
    const box = await cityBox();
    if (box) drawn.fitBounds(box, { padding: 24, duration: 0 });
    addAreaLayers(drawn, drawn.getZoom());
    nameUnderPointer(drawn);
    drawn.on('click', (event) => {
      const [hit] = drawn.queryRenderedFeatures(event.point, { layers: levelAt(drawn) });
      if (hit) hear.current(String(hit.properties.id));
    });
    map.current = drawn;
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
          <Checkbox checked={tinted} onChange={(event) => setTinted(event.target.checked)}>
            网格服务片
          </Checkbox>
        </li>
        <li className="hy-muted">放大可见街道、社区、网格；点选查看</li>
      </ul>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Map as GlMap } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { onLive } from '../../../api/live.ts';
import type { Point } from '../../../api/types.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { cityMap } from '../../../ui/mapStyle.ts';
import { extentQuery } from '../housing.ts';
import { addHousing, BUILDINGS, FARTHER, markBuilding, refreshTiles } from './layers.ts';

interface Props {
  chosen: string | null;
  /** Where the chosen one stands, when it was found elsewhere than on the map. */
  at: Point | null;
  onChoose: (id: string) => void;
}

const { buildings: _, ...ground } = cityMap;
/** Buildings, their houses, who lives in them and who of those is cared for: what the tiles show. */
const SHOWN = /^(building|house|person|care):/;
/** In a city something always changes: the tiles are asked for again at most so often. */
const REST_MS = 10_000;
/** The zoom that a click on a dot or a count goes to at least. */
const NEAR = 15;

/** The buildings one may see, coloured by state; from afar as dots. A click opens one, on a dot or a number goes nearer. */
export default function HousingMap({ chosen, at, onChoose }: Props) {
  const map = useRef<GlMap | null>(null);
  const hear = useRef({ onChoose, chosen });
  hear.current = { onChoose, chosen };
  const extent = useQuery(extentQuery);
  useEffect(() => {
    if (map.current) markBuilding(map.current, chosen);
  }, [chosen]);
  useEffect(() => {
    if (map.current && at && !map.current.getBounds().contains([at.lng, at.lat]))
      map.current.jumpTo({ center: [at.lng, at.lat], zoom: Math.max(16, map.current.getZoom()) });
  }, [at]);
  useLiveTiles(map);
  const ready = (drawn: GlMap) => {
    map.current = drawn;
    addHousing(drawn);
    markBuilding(drawn, hear.current.chosen);
    const hitAt = (point: { x: number; y: number }) =>
      drawn.queryRenderedFeatures([point.x, point.y], { layers: [...BUILDINGS, ...FARTHER] })[0];
    drawn.on('mousemove', ({ point }) => {
      // Nobody points at anything while the map is pulled, and to look through all dots costs frames.
      if (drawn.isMoving()) return;
      drawn.getCanvas().style.cursor = hitAt(point) ? 'pointer' : '';
    });
    drawn.on('click', ({ point, lngLat }) => {
      const hit = hitAt(point);
      if (!hit) return;
      if (FARTHER.includes(hit.layer.id))
        drawn.easeTo({
          center: lngLat,
          zoom: Math.max(drawn.getZoom() + 2, hit.properties.buildings ? 0 : NEAR),
        });
      else hear.current.onChoose(String(hit.properties.id));
    });
  };
  if (extent.isPending)
    return (
      <div className="hy-map hy-map-waiting" role="status">
        地图加载中…
      </div>
    );
  return (
    <MapCanvas
      sources={ground}
      {...(at ? { centre: at, zoom: 17 } : { box: extent.data?.box ?? undefined })}
      // Not only once the ground is drawn: the buildings are what one came for.
      onMade={(made) => void made.once('style.load', () => ready(made))}
    />
  );
}

/** Asks for the tiles again after live news of what they show. */
function useLiveTiles(map: { current: GlMap | null }): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const refresh = () => {
      timer = undefined;
      last = Date.now();
      if (map.current) refreshTiles(map.current);
    };
    const stop = onLive(({ subject, kind }) => {
      if (kind === 'resync' || SHOWN.test(subject))
        timer ??= setTimeout(refresh, Math.max(500, last + REST_MS - Date.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [map]);
}

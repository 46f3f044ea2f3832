import {
  type GeoJSONSource,
  Map as GlMap,
  type LngLatBoundsLike,
  Marker,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import type { Point } from '../api/types.ts';
import { fontFamily, tokens } from '../theme.ts';
import { Icon } from './icons.tsx';
import { baseStyle, cityMap, type MapSources } from './mapStyle.ts';

/** What the library says to a screen reader in English. */
const WORDS = {
  'Map.Title': '地图',
  'Marker.Title': '地图上的标记',
  'NavigationControl.ZoomIn': '放大',
  'NavigationControl.ZoomOut': '缩小',
};

setWorkerUrl(workerUrl);

interface Props {
  /** Where the pin stands; the map flies there when it changes from outside. */
  point?: Point | null;
  /** Given: a tap sets the pin and it can be dragged; hears WGS-84 degrees. Left out: the pin stands still. */
  onPick?: (point: Point) => void;
  /** Offers 定位到我 (phones). */
  locate?: boolean;
  centre?: Point;
  zoom?: number;
  /** West, south, east, north: shown whole, however large the map is, instead of a centre. */
  box?: readonly number[] | undefined;
  sources?: MapSources;
  /** The map as soon as there is one, for marks that need no layer: they show before the city is drawn. */
  onMade?: (map: GlMap) => void;
  /** The map once it is drawn, for layers of one's own. */
  onReady?: (map: GlMap) => void;
}

/** The city's map on WebGL, quiet, with Chinese labels from local fonts. Says so where the device cannot draw it. */
export default function MapCanvas({
  point,
  onPick,
  locate,
  centre,
  zoom = 15,
  box: shown,
  sources = cityMap,
  onMade,
  onReady,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<GlMap | null>(null);
  const pin = useRef<Marker | null>(null);
  const hear = useRef({ onPick, onReady });
  hear.current = { onPick, onReady };
  const [fault, setFault] = useState('');
  const [made, setMade] = useState(false);
  const [drawn, setDrawn] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; later changes are applied to it below
  useEffect(() => {
    if (!box.current) return;
    const start = point ?? centre ?? { lng: 114.4, lat: 30.5 };
    let gl: GlMap;
    try {
      gl = new GlMap({
        container: box.current,
        style: baseStyle(sources),
        center: [start.lng, start.lat],
        zoom,
        ...(shown && { bounds: shown as LngLatBoundsLike, fitBoundsOptions: { padding: 40, maxZoom: 17 } }),
        localIdeographFontFamily: fontFamily,
        attributionControl: false,
        locale: WORDS,
        dragRotate: false,
        pitchWithRotate: false,
        maxPitch: 0,
        // Names that fade in keep a computer without a graphics card drawing.
        fadeDuration: 0,
      });
    } catch {
      setFault('这台设备画不出地图，请用文字写清地址。');
      return;
    }
    gl.touchZoomRotate.disableRotation();
    gl.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    gl.on('click', (event) => hear.current.onPick?.({ lng: event.lngLat.lng, lat: event.lngLat.lat }));
    void gl.once('idle', () => setDrawn(true));
    gl.on('load', () => {
      if (!point && !centre && !shown) void showCity(gl);
      hear.current.onReady?.(gl);
    });
    // Without signal a layer stays empty; that is no fault of the page, and pins can still be set.
    gl.on('error', ({ error }) => {
      const unfetched = error instanceof TypeError || 'status' in error;
      (unfetched ? console.warn : console.error)(error.message);
    });
    map.current = gl;
    onMade?.(gl);
    setMade(true);
    return () => {
      pin.current = null;
      map.current = null;
      gl.remove();
    };
  }, []);

  useEffect(() => {
    if (!made || !map.current) return;
    if (!point) {
      pin.current?.remove();
      pin.current = null;
      return;
    }
    if (!pin.current) {
      pin.current = new Marker({ color: tokens.red, draggable: Boolean(hear.current.onPick) });
      pin.current.on('dragend', () => {
        const at = pin.current!.getLngLat();
        hear.current.onPick?.({ lng: at.lng, lat: at.lat });
      });
      pin.current.setLngLat([point.lng, point.lat]).addTo(map.current);
    }
    pin.current.setLngLat([point.lng, point.lat]);
    map.current.easeTo({ center: [point.lng, point.lat], duration: 300 });
  }, [point, made]);

  return (
    <section className="hy-map" aria-label="地图" aria-busy={!drawn && !fault}>
      <div ref={box} />
      {fault && <div className="hy-map-fault">{fault}</div>}
      {!drawn && !fault && (
        <span className="hy-map-drawing" role="status">
          地图加载中…
        </span>
      )}
      {locate && onPick && !fault && <LocateButton onPick={onPick} />}
    </section>
  );
}

/** Without a place to begin with, the whole of one's areas is shown. */
async function showCity(map: GlMap): Promise<void> {
  const bounds = await map.getSource<GeoJSONSource>('areas')?.getBounds();
  if (bounds && !bounds.isEmpty()) map.fitBounds(bounds, { padding: 24, duration: 0 });
}

function LocateButton({ onPick }: { onPick: (point: Point) => void }) {
  const [note, setNote] = useState('');
  const ask = () => {
    setNote('正在定位…');
    navigator.geolocation?.getCurrentPosition(
      (found) => {
        setNote('');
        onPick({ lng: found.coords.longitude, lat: found.coords.latitude });
      },
      () => setNote('没有取到位置，请在地图上点一下'),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <>
      {note && (
        <span className="hy-map-note" role="status">
          {note}
        </span>
      )}
      <button type="button" className="hy-map-locate" onClick={ask} aria-label="定位到我">
        <Icon name="locate" />
      </button>
    </>
  );
}

import 'maplibre-gl/dist/maplibre-gl.css';
import { type ComponentType, type Ref, useEffect, useState } from 'react';

/**
 * A map whose program is fetched when it is first shown. Where it cannot be fetched (a stairwell without signal) the place
 * of the map says so and the page around it goes on working. A browser never asks for a failed module again, so that only
 * a reload brings the map; what was typed or waits to be sent survives that.
 */
export function fetchedMap<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  return function FetchedMap(props: P) {
    const [failed, setFailed] = useState(false);
    const [There, setThere] = useState<ComponentType<P> | null>(null);
    useEffect(() => {
      load().then(
        (module) => setThere(() => module.default),
        () => setFailed(true),
      );
    }, []);
    if (There) return <There {...props} />;
    return failed ? <NoMap /> : <MapWaiting />;
  };
}

export function MapWaiting({ ref }: { ref?: Ref<HTMLDivElement> }) {
  return (
    <div ref={ref} className="hy-map hy-map-waiting" role="status">
      地图加载中…
    </div>
  );
}

function NoMap() {
  return (
    <div className="hy-map hy-map-waiting" role="status">
      <span>
        没有网络，地图暂时看不到，其他内容照常使用。
        <button type="button" className="hy-map-reload" onClick={() => window.location.reload()}>
          有网后刷新
        </button>
      </span>
    </div>
  );
}

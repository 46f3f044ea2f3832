import { type ComponentProps, lazy, Suspense, useEffect, useRef, useState } from 'react';

const MapCanvas = lazy(() => import('./MapCanvas.tsx'));

/**
 * A map below other things: it is fetched and drawn once somebody scrolls near it. Drawing costs an old office computer
 * without a graphics card seconds, in which the buttons above would not answer.
 */
export function LateMap(props: ComponentProps<typeof MapCanvas>) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !box.current) return;
    const watch = new IntersectionObserver(
      (seen) => seen.some((entry) => entry.isIntersecting) && setNear(true),
      { rootMargin: '120px' },
    );
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [near]);
  const waiting = (
    <div ref={box} className="hy-map hy-map-waiting" role="status">
      地图加载中…
    </div>
  );
  if (!near) return waiting;
  return (
    <Suspense fallback={waiting}>
      <MapCanvas {...props} />
    </Suspense>
  );
}

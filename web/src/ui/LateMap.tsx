import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { fetchedMap, MapWaiting } from './fetchedMap.tsx';
import type MapCanvas from './MapCanvas.tsx';

const Canvas = fetchedMap<ComponentProps<typeof MapCanvas>>(() => import('./MapCanvas.tsx'));

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
  return near ? <Canvas {...props} /> : <MapWaiting ref={box} />;
}

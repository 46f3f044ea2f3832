import { useEffect, useRef, useState } from 'react';

/** The height left for rows: the box's own, less the header row. */
export function useHeight() {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(
      ([entry]) => entry && setHeight(Math.max(160, Math.floor(entry.contentRect.height) - 40)),
    );
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, height };
}

import { type Map as GlMap, LngLatBounds, Marker } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import type { Job } from './jobs.ts';

/** The jobs that have a place, as pins to be touched; those without are named below. */
export default function TaskMap({ jobs, onOpen }: { jobs: Job[]; onOpen: (matter: string) => void }) {
  const [map, setMap] = useState<GlMap>();
  const open = useRef(onOpen);
  open.current = onOpen;
  const placed = jobs.filter((job) => job.point);
  const shown = placed.map((job) => `${job.matter} ${job.overdue} ${job.title}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` says when the pins are others
  useEffect(() => {
    if (!map) return;
    const pins = placed.map((job) => pin(map, job, () => open.current(job.matter)));
    if (placed.length > 0) {
      const bounds = new LngLatBounds();
      for (const { point } of placed) bounds.extend([point!.lng, point!.lat]);
      map.fitBounds(bounds, { padding: 56, maxZoom: 16, duration: 0 });
    }
    return () => {
      for (const marker of pins) marker.remove();
    };
  }, [map, shown]);
  return (
    <>
      <MapCanvas onMade={setMap} centre={placed[0]?.point ?? undefined} zoom={14} />
      {jobs.length > placed.length && (
        <p className="hy-task-rest">另有 {jobs.length - placed.length} 件没有图上位置，请看列表。</p>
      )}
    </>
  );
}

function pin(map: GlMap, job: Job, onTouch: () => void): Marker {
  const mark = document.createElement('button');
  mark.type = 'button';
  mark.className = 'hy-pin';
  mark.dataset.overdue = String(job.overdue);
  mark.setAttribute('aria-label', `${job.word}：${job.title}`);
  const name = document.createElement('span');
  name.textContent = job.title;
  mark.append(name);
  mark.addEventListener('click', (event) => {
    event.stopPropagation();
    onTouch();
  });
  return new Marker({ element: mark, anchor: 'bottom' })
    .setLngLat([job.point!.lng, job.point!.lat])
    .addTo(map);
}

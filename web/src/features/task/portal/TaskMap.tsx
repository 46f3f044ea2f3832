import { Popup } from 'antd-mobile';
import { type Map as GlMap, LngLatBounds, Marker } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import { JobCard } from './JobCard.tsx';
import type { Job } from './jobs.ts';
import { heaps } from './pins.ts';

interface Props {
  jobs: Job[];
  onOpen: (to: string) => void;
}

/** The jobs that have a place, as pins to be touched, those too close for one each under a common one; those without a place are named below. */
export default function TaskMap({ jobs, onOpen }: Props) {
  const [map, setMap] = useState<GlMap>();
  const [heap, setHeap] = useState<Job[]>([]);
  const placed = jobs.filter((job) => job.point);
  const shown = placed.map((job) => `${job.to} ${job.overdue} ${job.title}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` says when the pins are others
  useEffect(() => {
    if (!map) return;
    fitTo(map, placed);
    let pins: Marker[] = [];
    const draw = () => {
      for (const marker of pins) marker.remove();
      pins = heapsOn(map, placed).map((jobs) =>
        pin(map, jobs, () => (jobs.length > 1 ? setHeap(jobs) : onOpen(jobs[0]!.to))),
      );
    };
    draw();
    map.on('zoomend', draw);
    return () => {
      map.off('zoomend', draw);
      for (const marker of pins) marker.remove();
    };
  }, [map, shown]);
  return (
    <>
      <MapCanvas onMade={setMap} centre={placed[0]?.point ?? undefined} zoom={14} />
      {jobs.length > placed.length && (
        <p className="hy-task-rest">另有 {jobs.length - placed.length} 件没有图上位置，请看列表。</p>
      )}
      <Popup
        visible={heap.length > 0}
        onMaskClick={() => setHeap([])}
        bodyClassName="hy-heap"
        showCloseButton
        onClose={() => setHeap([])}
      >
        <h2>这里有 {heap.length} 件</h2>
        {heap.map((job) => (
          <JobCard key={job.to} job={job} onOpen={onOpen} />
        ))}
      </Popup>
    </>
  );
}

function fitTo(map: GlMap, placed: Job[]): void {
  const bounds = new LngLatBounds();
  for (const { point } of placed) bounds.extend([point!.lng, point!.lat]);
  // Half a pin at the sides, a whole one above, the buttons of the map at the right.
  const padding = { top: 72, bottom: 24, left: 80, right: 96 };
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding, maxZoom: 16, duration: 0 });
}

/** By where the jobs are on the screen now. */
function heapsOn(map: GlMap, placed: Job[]): Job[][] {
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return heaps(placed, ({ point }) => map.project([point!.lng, point!.lat]), letter);
}

function pin(map: GlMap, jobs: Job[], onTouch: () => void): Marker {
  const [first] = jobs;
  const names = jobs.map((job) => `${job.word}：${job.title}`).join('，');
  const mark = document.createElement('button');
  mark.type = 'button';
  mark.className = 'hy-pin';
  mark.dataset.overdue = String(jobs.some((job) => job.overdue));
  mark.setAttribute('aria-label', jobs.length > 1 ? `${jobs.length} 件：${names}` : names);
  const name = document.createElement('span');
  name.textContent = jobs.length > 1 ? `${jobs.length} 件` : first!.title;
  mark.append(name);
  mark.addEventListener('click', (event) => {
    event.stopPropagation();
    onTouch();
  });
  return new Marker({ element: mark, anchor: 'bottom' })
    .setLngLat([first!.point!.lng, first!.point!.lat])
    .addTo(map);
}

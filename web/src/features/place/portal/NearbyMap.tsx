import { type Map as GlMap, Marker } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { Point } from '../../../api/types.ts';
import MapCanvas from '../../../ui/MapCanvas.tsx';
import type { Nearby } from '../place.ts';

interface Props {
  places: Nearby[];
  here: Point | null;
  /** Where to begin while the phone's position is not known. */
  start: Point | null;
  chosen: string | null;
  onChoose: (id: string) => void;
  onMove: (centre: Point) => void;
}

function pin(place: Nearby, chosen: boolean, onChoose: () => void): Marker {
  const mark = document.createElement('button');
  mark.type = 'button';
  mark.className = 'hy-nearby-pin';
  mark.dataset.chosen = String(chosen);
  mark.setAttribute('aria-label', `${place.name}，${place.kind_name}`);
  const name = document.createElement('span');
  name.textContent = place.name;
  if (chosen) mark.append(name);
  mark.addEventListener('click', (event) => {
    event.stopPropagation();
    onChoose();
  });
  return new Marker({ element: mark, anchor: 'bottom' }).setLngLat([place.lng, place.lat]);
}

/** The facilities around, and oneself; moving the map asks for what is around its middle. */
export default function NearbyMap({ places, here, start, chosen, onChoose, onMove }: Props) {
  const [map, setMap] = useState<GlMap>();
  const hear = useRef({ onChoose, onMove });
  hear.current = { onChoose, onMove };
  useEffect(() => {
    if (!map || !here) return;
    const dot = document.createElement('i');
    dot.className = 'hy-nearby-here';
    const mine = new Marker({ element: dot }).setLngLat([here.lng, here.lat]).addTo(map);
    map.jumpTo({ center: [here.lng, here.lat], zoom: 15 });
    return () => void mine.remove();
  }, [map, here]);
  useEffect(() => {
    if (!map) return;
    const pins = places.map((place) =>
      pin(place, place.id === chosen, () => hear.current.onChoose(place.id)).addTo(map),
    );
    return () => {
      for (const marker of pins) marker.remove();
    };
  }, [map, places, chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice moves the map
  useEffect(() => {
    const place = places.find(({ id }) => id === chosen);
    if (map && place) map.easeTo({ center: [place.lng, place.lat], duration: 300 });
  }, [map, chosen]);
  const ready = (drawn: GlMap) => {
    const tell = () => {
      const { lng, lat } = drawn.getCenter();
      hear.current.onMove({ lng, lat });
    };
    drawn.on('dragend', tell);
    setMap(drawn);
  };
  return <MapCanvas onReady={ready} centre={here ?? start ?? undefined} zoom={15} />;
}

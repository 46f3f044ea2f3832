import type { Map as GlMap } from 'maplibre-gl';
import { LateMap } from '../../../ui/LateMap.tsx';
import type { Detail } from '../matter.ts';
import { showGrid } from './gridOutline.ts';

const placedBy: Record<string, string> = {
  point: '按坐标落格',
  address: '按地址落格',
  place: '按地点落格',
  chosen: '按选择的区域',
};

/** Where: the address, the whole name of the area, and a map with the pin and the grid's outline. */
export function PlacePanel({ matter }: { matter: Detail }) {
  const { area, point } = matter;
  return (
    <section className="hy-panel">
      <h2>地点</h2>
      <p className="hy-place">
        {matter.address && <strong>{matter.address}</strong>}
        <span>{area.full_name.replaceAll(' / ', ' › ')}</span>
        <span className="hy-muted">
          {area.code} · {placedBy[matter.placed_by] ?? '已落格'}
          {!point && ' · 没有坐标'}
        </span>
      </p>
      <div className="hy-panel-map">
        <PlaceMap key={`${area.id} ${point?.lng} ${point?.lat}`} matter={matter} />
      </div>
    </section>
  );
}

function PlaceMap({ matter }: { matter: Detail }) {
  const show = (map: GlMap) => void showGrid(map, matter.area.id, matter.point === null);
  return <LateMap point={matter.point} centre={matter.point ?? undefined} onReady={show} />;
}

import { Button, Input } from 'antd-mobile';
import { useCallback, useRef } from 'react';
import type { Point } from '../../../../api/types.ts';
import { Icon } from '../../../../ui/icons.tsx';
import { LateMap } from '../../../../ui/LateMap.tsx';
import { shortArea } from '../../../../ui/shortArea.ts';
import { AreaPicker } from './AreaPicker.tsx';
import { type FoundPlace, type Place, useGrid, useHere, usePlaces } from './place.ts';

interface Props {
  value: Place;
  /** Changes what is said about the place; the rest stays. */
  onChange: (change: Partial<Place>) => void;
  /** What the server said about the place. */
  fault?: string;
}

/** Where it is: the phone's position, a pin, an address or building by name, at least a community. */
export function PlaceField({ value, onChange, fault }: Props) {
  const by = useRef(value.by);
  by.current = value.by;
  const found = useCallback(
    (point: Point) => {
      // A pin set by hand or by the photo is not moved behind one's back, e.g. after a reload.
      if (by.current !== 'hand' && by.current !== 'photo') onChange({ point, by: 'phone', area: undefined });
    },
    [onChange],
  );
  const here = useHere(found);
  return (
    <section className="hy-card hy-place" data-fault={Boolean(fault)}>
      <h2>在哪里</h2>
      {!value.point && here.state === 'ask' && (
        <div className="hy-ask">
          <span>用您现在的位置，就不用写地址了。位置只用来找到负责的网格。</span>
          <Button size="small" color="primary" onClick={here.ask}>
            用我的位置
          </Button>
        </div>
      )}
      {!value.point && here.state === 'busy' && <p className="hy-muted">正在定位…</p>}
      {!value.point && here.state === 'failed' && (
        <p className="hy-muted">没有取到位置，请在地图上点一下，或写地址。</p>
      )}
      <GridLine value={value} />
      <div className="hy-report-map">
        <LateMap
          point={value.point}
          onPick={(point) => onChange({ point, by: 'hand', area: undefined })}
          locate
        />
      </div>
      <AddressInput value={value} onChange={onChange} />
      {!value.point && <AreaPicker value={value.area} onChange={(area) => onChange({ area })} />}
      {fault && (
        <p className="hy-field-fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

/** The grid that answers for the pin, in words; near an edge also who else might. */
function GridLine({ value }: { value: Place }) {
  const { data } = useGrid(value.point);
  if (!value.point) return null;
  const near = (data?.candidates ?? [])
    .map((grid) => `${grid.name}（${Math.round(grid.distance_m)} 米）`)
    .join('、');
  const source = { phone: '手机定位', photo: '照片里的位置', hand: '地图选点' }[value.by ?? 'hand'];
  const area = data?.grid && shortArea(data.grid.full_name, 3);
  return (
    <div className="hy-grid-line" role="status">
      <Icon name="pin" />
      <span>
        {area ?? (data ? '这里不在任何网格内' : '已取到位置')}
        <span className="hy-muted"> · {source}，可拖动图钉</span>
        {data?.grid && near && <span className="hy-near">离网格边界很近，相邻：{near}</span>}
        {data && !data.grid && (
          <span className="hy-near">
            {near ? `最近的网格：${near}。` : ''}请把图钉移到本市范围内，或写地址。
          </span>
        )}
      </span>
    </div>
  );
}

function AddressInput({ value, onChange }: Omit<Props, 'fault'>) {
  const found = usePlaces(value.address, value.point);
  const items = (found.data?.items ?? []).filter((place) => place.name !== value.address);
  const take = (place: FoundPlace) =>
    onChange({
      address: place.name,
      ...(place.lng !== null && place.lat !== null
        ? { point: { lng: place.lng, lat: place.lat }, by: 'hand' as const }
        : {}),
    });
  return (
    <>
      <Input
        className="hy-address"
        placeholder="补充地址，如 江湾小区 3 号楼门口"
        aria-label="地址"
        maxLength={200}
        clearable
        value={value.address}
        onChange={(address) => onChange({ address })}
      />
      {items.length > 0 && (
        <ul className="hy-found" aria-label="地址提示">
          {items.slice(0, 4).map((place) => (
            <li key={place.id}>
              <button type="button" onClick={() => take(place)}>
                <span>{place.name}</span>
                <span className="hy-muted">{place.address || place.area.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

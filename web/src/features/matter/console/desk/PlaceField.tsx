import { AutoComplete, Button } from 'antd';
import { LateMap } from '../../../../ui/LateMap.tsx';
import { type Place, useLocated, usePlaces } from '../catalog.ts';
import { useSettled } from './settled.ts';
import type { Spot } from './types.ts';

interface FieldProps {
  id?: string;
  value?: string;
  onChange?: (address: string) => void;
  spot: Spot | null;
  onSpot: (spot: Spot | null) => void;
}

/** The address; the name beside it where the address does not say it already. */
function wholeName({ address, name }: Place): string {
  if (!address) return name;
  return !name || address.includes(name) ? address : `${address}（${name}）`;
}

/** An address with what the city knows of that name; choosing one sets the pin, typing on takes it away again. */
export function AddressField({ id, value = '', onChange, spot, onSpot }: FieldProps) {
  const { data } = usePlaces(useSettled(value.trim(), 150));
  const options = (data?.items ?? []).map((place) => ({
    key: place.id,
    value: place.address || place.name,
    place,
    label: (
      <span className="hy-place-option">
        {wholeName(place)}
        <span className="hy-muted">{place.area.name}</span>
      </span>
    ),
  }));
  return (
    <AutoComplete
      id={id}
      value={value}
      options={options}
      onChange={(text: string) => {
        onChange?.(text);
        if (spot?.from === 'address') onSpot(null);
      }}
      onSelect={(text: string, option: (typeof options)[number]) => {
        onChange?.(text);
        const { lng, lat, area } = option.place;
        onSpot({ from: 'address', point: lng !== null && lat !== null ? { lng, lat } : null, area });
      }}
      placeholder="路名门牌、小区或楼名；↓ 选择，回车确定"
      maxLength={200}
      allowClear
    />
  );
}

/** In which grid the pin stands, and the pin itself. */
export function PlaceMap({ spot, onSpot }: { spot: Spot | null; onSpot: (spot: Spot | null) => void }) {
  const { data } = useLocated(spot?.point);
  const where = spot?.point ? data?.grid : spot?.area;
  return (
    <section className="hy-panel" aria-label="地点">
      <h2>地点</h2>
      <p className="hy-desk-where" role="status">
        {where ? (
          <>
            落在 <strong>{where.name}</strong>
            {(data?.candidates.length ?? 0) > 0 && (
              <span className="hy-muted">
                （边界附近，另有 {data!.candidates.map((each) => each.name).join('、')}）
              </span>
            )}
            <Button type="link" size="small" onClick={() => onSpot(null)}>
              去掉图钉
            </Button>
          </>
        ) : (
          <span className="hy-muted">填地址选一个，或在图上点一下。</span>
        )}
      </p>
      <div className="hy-desk-map">
        <LateMap point={spot?.point ?? null} onPick={(point) => onSpot({ from: 'map', point, area: null })} />
      </div>
    </section>
  );
}

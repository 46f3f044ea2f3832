import { useEffect, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { distanceWords, metresBetween, useWhistle } from './data.ts';
import './fields.css';

interface Position {
  lng: number;
  lat: number;
  accuracy: number;
  at: string;
}

interface Props {
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

/**
 * Where one stands when signing in, from the device, with its accuracy and moment. Says at once how far the place is; the server
 * computes its own distance and decides.
 */
export function PositionField({ id, value, onChange }: Props) {
  const { id: subject = '' } = useParams();
  const { data: whistle } = useWhistle(subject);
  const [state, setState] = useState<'busy' | 'failed' | 'idle'>('idle');
  const here = value as Position | undefined;
  const asked = useRef(false);
  const ask = () => {
    if (!navigator.geolocation) return setState('failed');
    setState('busy');
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        setState('idle');
        onChange?.({
          lng: coords.longitude,
          lat: coords.latitude,
          accuracy: Math.round(coords.accuracy),
          at: new Date(timestamp).toISOString(),
        });
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form opens
  useEffect(() => {
    // A position of a draft is of another moment: taken anew each time.
    if (!asked.current) ask();
    asked.current = true;
  }, []);
  const metres = here && whistle && metresBetween(here, whistle.point);
  const far = metres !== undefined && whistle !== undefined && metres > whistle.radius_m;
  return (
    <div className="hy-position">
      <div role="status">
        {state === 'busy' && '正在定位…'}
        {state === 'failed' && '没有取到位置：请打开手机定位，到开阔处再试。'}
        {state === 'idle' && here && (
          <>
            <strong>{metres === undefined ? '已取到位置' : `距现场 ${distanceWords(metres)}`}</strong>
            <span className="hy-muted">（精度 ±{here.accuracy} 米）</span>
            {far && (
              <span className="hy-position-far">
                超过 {whistle.radius_m} 米：请到现场再报到；确有原因的，填写下面的说明。
              </span>
            )}
          </>
        )}
      </div>
      <button type="button" id={id} onClick={ask} disabled={state === 'busy'}>
        {here ? '重新定位' : '定位'}
      </button>
    </div>
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, CapsuleTabs, Skeleton, Toast } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer, Point } from '../../../api/types.ts';
import { fetchedMap, MapWaiting } from '../../../ui/fetchedMap.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { farOf, type Nearby } from '../place.ts';
import { useStart } from './useStart.ts';
import './nearby.css';

interface MapProps {
  places: Nearby[];
  here: Point | null;
  start: Point | null;
  chosen: string | null;
  onChoose: (id: string) => void;
  onMove: (centre: Point) => void;
}
const NearbyMap = fetchedMap<MapProps>(() => import('./NearbyMap.tsx'));

/** Where the phone is; null while it is asked, or when it does not say. */
function useHere() {
  const [here, setHere] = useState<Point | null>(null);
  const [failed, setFailed] = useState(false);
  const ask = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        setFailed(false);
        setHere({ lng: coords.longitude, lat: coords.latitude });
      },
      () => setFailed(true),
      { enableHighAccuracy: true, timeout: 8000 },
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the page opens
  useEffect(() => ask(), []);
  return { here, failed, ask };
}

/** 身边设施: what is open to residents around them, the nearest first, on the map and as a list; for everybody. */
export default function NearbyPage() {
  const { here, failed, ask } = useHere();
  const [centre, setCentre] = useState<Point | null>(null);
  const [kind, setKind] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const start = useStart();
  const around = centre ?? here ?? start.point;
  // The map goes to a position that arrives late, and the list with it.
  useEffect(() => {
    if (here) setCentre(null);
  }, [here]);
  const kinds = useQuery({
    queryKey: ['place', 'kinds'],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'listNearbyKinds'>>('/api/nearby-places/kinds'),
  });
  const found = useQuery({
    queryKey: ['place', 'list', 'nearby', around, kind],
    enabled: around !== null,
    placeholderData: keepPreviousData,
    queryFn: () => api.get<Answer<'listNearbyPlaces'>>('/api/nearby-places', { ...around, kind }),
  });
  const places = found.data?.items ?? [];
  return (
    <PortalPage title="身边设施" back>
      <CapsuleTabs activeKey={kind} onChange={setKind} className="hy-nearby-kinds">
        <CapsuleTabs.Tab title="全部" key="" />
        {(kinds.data?.items ?? []).map(({ code, name }) => (
          <CapsuleTabs.Tab title={name} key={code} />
        ))}
      </CapsuleTabs>
      <div className="hy-nearby-map">
        {around || start.settled ? (
          <NearbyMap
            {...{ places, here, chosen, start: start.point }}
            onChoose={setChosen}
            onMove={setCentre}
          />
        ) : (
          <MapWaiting />
        )}
      </div>
      {!here && (
        <p className="hy-nearby-note" role="status">
          {failed ? '没有取到您的位置' : '正在取您的位置'}，按{start.own ? '您的网格' : '地图中间'}
          查找，可以拖动地图。
          {failed && (
            <Button size="mini" onClick={ask}>
              再试定位
            </Button>
          )}
        </p>
      )}
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {around === null && start.settled ? (
        <p className="hy-empty">请在地图上移到要找的地方。</p>
      ) : around === null || found.isPending ? (
        <Skeleton.Paragraph animated lineCount={5} />
      ) : (
        <ul className="hy-nearby">
          {places.map((place) => (
            <Card key={place.id} place={place} chosen={place.id === chosen} onChoose={setChosen} />
          ))}
          {found.isSuccess && places.length === 0 && (
            <li className="hy-empty">附近还没有登记这类设施，换一类看看。</li>
          )}
        </ul>
      )}
    </PortalPage>
  );
}

interface CardProps {
  place: Nearby;
  chosen: boolean;
  onChoose: (id: string) => void;
}

function Card({ place, chosen, onChoose }: CardProps) {
  const { name, kind_name, metres, address, hours, phone, capacity, state_name } = place;
  const copy = async () => {
    await navigator.clipboard?.writeText(address);
    Toast.show({ content: '地址已复制' });
  };
  return (
    <li className="hy-nearby-card" data-chosen={chosen}>
      <button type="button" className="hy-nearby-name" onClick={() => onChoose(place.id)}>
        <strong>{name}</strong>
        <span>{farOf(metres)}</span>
      </button>
      <p>{[kind_name, state_name, capacity && `可容纳 ${capacity} 人`].filter(Boolean).join(' · ')}</p>
      {hours && <p>开放时间：{hours}</p>}
      <p className="hy-muted">{address}</p>
      <div className="hy-nearby-acts">
        {phone && (
          <a className="hy-nearby-call" href={`tel:${phone}`}>
            打电话 {phone}
          </a>
        )}
        {address && (
          <Button size="small" onClick={() => void copy()}>
            复制地址
          </Button>
        )}
      </div>
    </li>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Button, List, Skeleton } from 'antd-mobile';
import { useCallback, useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer, Point } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { AreaPicker, type Community } from '../../matter/portal/report/AreaPicker.tsx';
import { refresh } from '../duty.ts';

/** Says which grid is one's own: by where the phone is, or from the list of one's community. */
export function ChooseGrid({ onDone }: { onDone: () => void }) {
  const [community, setCommunity] = useState<Community>();
  const [fault, setFault] = useState('');
  const settle = useCallback(
    async (body: { grid: string } | { point: Point }) => {
      try {
        await api.put('/api/my-grid', body);
        await refresh('duty_home', 'duty_member');
        onDone();
      } catch (error) {
        setFault(sayError(error));
      }
    },
    [onDone],
  );
  const [locating, setLocating] = useState(false);
  // Only when asked for: whoever wants another grid is not put where the phone is.
  const locate = () => {
    setLocating(true);
    setFault('');
    const failed = () => {
      setLocating(false);
      setFault('没有取到位置，请从列表中选择。');
    };
    if (!navigator.geolocation) return failed();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        void settle({ point: { lng: coords.longitude, lat: coords.latitude } }).then(() =>
          setLocating(false),
        ),
      failed,
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <>
      {fault && (
        <div className="hy-alert" role="alert">
          {fault}
        </div>
      )}
      <section className="hy-card hy-place">
        <h2>您住在哪个网格？</h2>
        <p className="hy-muted">选好以后，能看到本网格的民警、医生、律师等，直接拨打或请他们帮忙。</p>
        <Button block color="primary" size="large" loading={locating} onClick={locate}>
          用我的位置
        </Button>
        <AreaPicker value={community} onChange={setCommunity} ask="或者，选择我的社区" />
      </section>
      {community && <Grids community={community} onPick={(grid) => void settle({ grid })} />}
    </>
  );
}

function Grids({ community, onPick }: { community: Community; onPick: (id: string) => void }) {
  const list = useQuery({
    queryKey: ['area', 'grids', community.code],
    queryFn: () =>
      api.get<Answer<'listAreas'>>('/api/areas', { parent: community.code, level: 'grid', limit: 200 }),
  });
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton.Paragraph animated lineCount={4} />;
  return (
    <List header={`${community.name}的网格`} mode="card" style={{ margin: 0 }}>
      {list.data.items.map((grid) => (
        <List.Item key={grid.id} onClick={() => onPick(grid.id)}>
          {grid.name}
        </List.Item>
      ))}
    </List>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useState } from 'react';
import { Navigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { type Team, useTeam } from '../duty.ts';
import { ChooseGrid } from './ChooseGrid.tsx';
import { MemberCard } from './MemberCard.tsx';
import './duty.css';

/** One's own grid: who stands by it and can be called, the neighbours' organisation, the station. */
export default function MyGridPage() {
  const { data: me } = useMe();
  const signedIn = Boolean(me?.account);
  const mine = useQuery({
    queryKey: ['duty_home', 'list', 'mine'],
    enabled: signedIn,
    queryFn: () => api.get<Answer<'readMyGrid'>>('/api/my-grid'),
  });
  const [moving, move] = useState(false);
  const grid = mine.data?.grid;
  const resident = me?.account?.kind === 'resident';
  if (me && !signedIn) return <Navigate to="/login?next=/my-grid" replace />;
  return (
    <PortalPage
      title="我的网格"
      back
      right={
        resident &&
        grid && (
          <Button size="mini" fill="none" onClick={() => move(!moving)}>
            {moving ? '不换了' : '更换'}
          </Button>
        )
      }
    >
      {mine.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {mine.isError && <Fault whole error={mine.error} onRetry={() => void mine.refetch()} />}
      {mine.isSuccess && (!grid || moving) && resident && <ChooseGrid onDone={() => move(false)} />}
      {mine.isSuccess && !grid && !resident && <div className="hy-empty">您没有负责的网格。</div>}
      {grid && !moving && <GridTeam grid={grid.id} />}
    </PortalPage>
  );
}

function GridTeam({ grid }: { grid: string }) {
  const query = useTeam(grid);
  if (query.isError) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Paragraph animated lineCount={6} />;
  const team = query.data;
  return (
    <>
      <section className="hy-card">
        <h2>{team.area.name}</h2>
        <p className="hy-muted">{team.area.full_name.split(' / ').slice(0, -1).join(' · ')}</p>
      </section>
      <section className="hy-card" aria-label="服务团队">
        <h2>服务团队</h2>
        {team.members.length === 0 && <div className="hy-empty">还没有登记成员，请先找社区。</div>}
        {team.members.map((member) => (
          <MemberCard key={member.id} member={member} calls={team.home} />
        ))}
      </section>
      <Neighbours team={team} />
      <Stations team={team} />
    </>
  );
}

function Neighbours({ team }: { team: Team }) {
  if (team.neighbours.length === 0) return null;
  return (
    <section className="hy-card" aria-label="邻里组织">
      <h2>邻里组织</h2>
      {team.neighbours.map((one) => (
        <div key={one.id} className="hy-duty-member">
          <span>
            <span className="hy-muted">{one.kind_name}</span>
            <strong>{one.name}</strong>
            <span className="hy-muted">{[one.head, one.place].filter(Boolean).join(' · ')}</span>
          </span>
          {team.home && one.phone && (
            <a className="hy-duty-tel" href={`tel:${one.phone}`}>
              {one.phone}
            </a>
          )}
        </div>
      ))}
    </section>
  );
}

const Stations = ({ team }: { team: Team }) =>
  team.stations.map((station) => (
    <section key={station.area.id} className="hy-card hy-duty-station" aria-label="网格工作站">
      <h2>{station.name}</h2>
      <p>
        {station.address}
        <br />
        <span className="hy-muted">{station.hours}</span>
      </p>
      {station.phone && (
        <a className="hy-duty-tel" href={`tel:${station.phone}`}>
          {station.phone}
        </a>
      )}
      {station.point && <LateMap point={station.point} zoom={15} />}
    </section>
  ));

import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer, Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Building, type EstateDetail, STATES, useEstate } from '../housing.ts';
import { BuildingForm } from './BuildingForm.tsx';
import { EstateForm, STANDS } from './EstateForm.tsx';
import { RetireButton } from './RetireButton.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import './housing.css';

/** One 小区: its buildings, what its property company has open there, and who runs it. */
export default function EstatePage() {
  const { id = '' } = useParams();
  const query = useEstate(id);
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/housing?tab=estates">‹ 小区</Link>
      </div>
      <Answered
        query={query}
        missing={{ title: '没有这个小区', back: '回到小区列表', to: '/housing?tab=estates' }}
      >
        {(estate) => <EstateBody estate={estate} />}
      </Answered>
    </>
  );
}

function EstateBody({ estate }: { estate: EstateDetail }) {
  const go = useNavigate();
  const [open, setOpen] = useState<'change' | 'building' | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="hy-housing-page">
      <div className="hy-stack">
        <section className="hy-panel">
          <h2>
            {estate.name}
            {estate.edits && (
              <span className="hy-housing-tools">
                <Button size="small" type="primary" onClick={() => setOpen('building')}>
                  登记建筑
                </Button>
              </span>
            )}
          </h2>
          <Buildings estate={estate} />
        </section>
        <section className="hy-panel">
          <h2>物业在办事项</h2>
          <Matters estate={estate} />
        </section>
      </div>
      <section className="hy-panel">
        <h2>
          小区信息
          {estate.edits && (
            <span className="hy-housing-tools">
              <Button size="small" onClick={() => setOpen('change')}>
                修改
              </Button>
              <RetireButton
                what="小区"
                url={`/api/housing/estates/${estate.id}/retire`}
                version={estate.version}
                note="先把它的建筑移出或注销，再注销小区。"
                onDone={() => void go('/housing?tab=estates')}
              />
            </span>
          )}
        </h2>
        <FactRows rows={factsOf(estate)} />
      </section>
      {open === 'change' && <EstateForm estate={estate} onClose={close} onSaved={close} />}
      {open === 'building' && <BuildingForm estate={estate} onClose={close} onSaved={close} />}
    </div>
  );
}

function factsOf(estate: EstateDetail): [string, React.ReactNode][] {
  const { stand = 'none', name, until } = estate.committee;
  const committee =
    stand === 'elected' ? (name ?? '已成立') : STANDS.find(({ value }) => value === stand)?.label;
  const states = Object.entries(STATES).flatMap(([state, { word }]) => {
    const n = estate.states[state as keyof typeof estate.states];
    return n ? [`${word} ${n}`] : [];
  });
  return [
    ['社区', estate.area?.full_name],
    ['地址', estate.address || '未填'],
    ['物业企业', estate.property?.name ?? '无物业'],
    ['业主委员会', `${committee}${stand === 'elected' && until ? `，任期至 ${until}` : ''}`],
    ['建筑', `${estate.buildings} 栋`],
    ['房屋', `${estate.houses} 套`],
    ...(states.length > 0 ? [['居住', states.join('，')] as [string, string]] : []),
    ['标准地址编码', estate.address_code || '未取得'],
  ];
}

function Buildings({ estate }: { estate: EstateDetail }) {
  const query = useQuery({
    queryKey: ['building', 'list', 'estate', estate.id],
    queryFn: () => api.get<Page<Building>>('/api/housing/buildings', { estate: estate.id, limit: 200 }),
  });
  return (
    <Answered query={query} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有登记建筑。" />
        ) : (
          <ul className="hy-housing-cards">
            {items.map((building) => (
              <li key={building.id}>
                <Link to={`/housing/buildings/${building.id}`}>
                  <b>{building.name.replace(estate.name, '') || building.name}</b>
                  <small>
                    {building.floors} 层 · {building.houses} 套
                  </small>
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

function Matters({ estate }: { estate: EstateDetail }) {
  const query = useQuery({
    queryKey: ['matter', 'list', 'estate', estate.id],
    queryFn: () => api.get<Answer<'listEstateMatters'>>(`/api/housing/estates/${estate.id}/matters`),
  });
  return (
    <Answered query={query} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="hy-muted">没有在办的事项。</p>
        ) : (
          <ul className="hy-housing-matters">
            {items.map((matter) => (
              <li key={matter.id}>
                <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
                <Link to={`/matters/${matter.id}`}>{matter.title}</Link>
                <span className="hy-muted">
                  <TimeAgo at={matter.created_at} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

import { Button, Empty } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { type Member, type Neighbour, type Team, useTeam } from '../duty.ts';
import { MemberForm } from './MemberForm.tsx';
import { NeighbourForm } from './NeighbourForm.tsx';
import { StationForm } from './StationForm.tsx';
import './duty.css';

/** Who stands by a grid or a community: edited by the community's staff, seen by its residents. */
export default function TeamPage() {
  const { data: me } = useMe();
  const [params, setParams] = useSearchParams();
  const own = me?.account?.areas.find(({ level }) => level === 'grid' || level === 'community');
  const area = params.get('area') ?? own?.id;
  const team = useTeam(area);
  return (
    <div className="hy-stack">
      <section className="hy-panel">
        <h2>组团服务</h2>
        <AreaPicker
          value={area ?? ''}
          onChange={(id) => setParams(id ? { area: id } : {}, { replace: true })}
          width={320}
        />
        <p className="hy-muted">选社区，登记服务全社区的成员和社区党委；选网格，登记本网格的。</p>
      </section>
      {area ? (
        <Answered query={team} missing={{ title: '请选择社区或网格', back: '重新选择', to: '/teams' }}>
          {(found) => <Parts team={found} />}
        </Answered>
      ) : (
        <Empty description="请选择网格或社区。" />
      )}
    </div>
  );
}

function Parts({ team }: { team: Team }) {
  return (
    <div className="hy-team">
      <StationPanel team={team} />
      <div className="hy-stack">
        <Members team={team} />
        <Neighbours team={team} />
      </div>
    </div>
  );
}

function StationPanel({ team }: { team: Team }) {
  const [editing, edit] = useState(false);
  const station = team.stations.find((one) => one.area.id === team.area.id);
  return (
    <section className="hy-panel" aria-label="工作站">
      <h2>
        网格工作站
        {team.edits && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => edit(true)}>
              {station ? '修改' : '设站'}
            </Button>
          </span>
        )}
      </h2>
      {station ? (
        <>
          <p>
            <strong>{station.name}</strong>
            <br />
            {station.address}
            <br />
            <span className="hy-muted">{[station.hours, station.phone].filter(Boolean).join(' · ')}</span>
          </p>
          {station.point && <LateMap point={station.point} zoom={15} />}
        </>
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有工作站。" />
      )}
      {editing && <StationForm team={team} station={station} onClose={() => edit(false)} />}
    </section>
  );
}

function Members({ team }: { team: Team }) {
  const [editing, edit] = useState<Member | 'new'>();
  const [past, showPast] = useState(false);
  const rows = past ? team.past : team.members;
  return (
    <section className="hy-panel" aria-label="服务团队">
      <h2>
        服务团队 · {team.area.name}
        {team.edits && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => showPast(!past)}>
              {past ? '看现在的' : `看以前的（${team.past.length}）`}
            </Button>
            <Button size="small" type="primary" onClick={() => edit('new')}>
              添加成员
            </Button>
          </span>
        )}
      </h2>
      {rows.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            past ? '没有以前的成员。' : '还没有成员。添加民警、医生、律师等，居民在手机上就能找到。'
          }
        />
      ) : (
        <table className="hy-tasks">
          <thead>
            <tr>
              <th>角色</th>
              <th>姓名</th>
              <th>工作电话</th>
              <th>能帮什么</th>
              <th>服务范围</th>
              <th>起止</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>{row.role_name}</td>
                <td>
                  {row.name}
                  <div className="hy-muted">{row.unit_name}</div>
                </td>
                <td>{row.phone ?? '—'}</td>
                <td>{row.services ?? '—'}</td>
                <td>{row.area.name}</td>
                <td>
                  {row.from_on} 起{row.to_on && `，至 ${row.to_on}`}
                </td>
                <td>
                  {team.edits && row.area.id === team.area.id && (
                    <Button size="small" type="link" onClick={() => edit(row)}>
                      修改
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing && (
        <MemberForm
          area={team.area.id}
          member={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
        />
      )}
    </section>
  );
}

function Neighbours({ team }: { team: Team }) {
  const [editing, edit] = useState<Neighbour | 'new'>();
  const nameOf = new Map(team.neighbours.map((one) => [one.id, one.name]));
  return (
    <section className="hy-panel" aria-label="邻里组织">
      <h2>
        邻里组织
        {team.edits && (
          <span className="hy-panel-tool">
            <Button size="small" type="primary" onClick={() => edit('new')}>
              添加
            </Button>
          </span>
        )}
      </h2>
      {team.neighbours.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description="还没有登记。从社区党委开始，依次是网格党支部、邻里党小组、党员中心户和楼栋长。"
        />
      ) : (
        <table className="hy-tasks">
          <thead>
            <tr>
              <th>种类</th>
              <th>名称</th>
              <th>负责人</th>
              <th>工作电话</th>
              <th>上级</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {team.neighbours.map((row) => (
              <tr key={row.id}>
                <td>{row.kind_name}</td>
                <td>
                  {row.name}
                  <div className="hy-muted">{row.place}</div>
                </td>
                <td>{row.head ?? '—'}</td>
                <td>{row.phone ?? '—'}</td>
                <td>{(row.parent && nameOf.get(row.parent)) ?? '—'}</td>
                <td>
                  {team.edits && row.area.id === team.area.id && (
                    <Button size="small" type="link" onClick={() => edit(row)}>
                      修改
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing && (
        <NeighbourForm
          team={team}
          neighbour={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
        />
      )}
    </section>
  );
}
